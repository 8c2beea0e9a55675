"""The system check for libyaml, which the commands `check` and `start` run."""

from typing import Any

from django.core.checks import CheckMessage, Warning

from articles.documents import HAS_LIBYAML


def check_yaml(**kwargs: Any) -> list[CheckMessage]:
    """Return a warning (articles.W001) where PyYAML lacks libyaml, else an empty list.

    Without libyaml, imports take about ten times longer.
    """
    if HAS_LIBYAML:
        return []
    return [
        Warning(
            "PyYAML was built without libyaml: imports take about ten times longer.",
            hint="Install PyYAML's wheel (pip install --force-reinstall pyyaml), or libyaml-dev "
            "before PyYAML is built.",
            id="articles.W001",
        )
    ]
