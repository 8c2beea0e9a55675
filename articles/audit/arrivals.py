"""Check an article's path, absence, version and first text by its import entries and decisions."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from articles.audit.finding import Finding, shown
from articles.models import Article, Decision, ImportEntry, ImportRun


class Arrival(NamedTuple):
    """An import entry of an article: its result and path then, and the kind of its run."""

    status: str
    path: str
    kind: str


def arrivals_of(pks: Sequence[int]) -> dict[int, list[Arrival]]:
    """Return the import entries of articles by article's primary key, oldest first.

    An article without entries is left out. At most one query.
    """
    rows = ImportEntry.objects.filter(article__in=pks).order_by("pk")
    result: dict[int, list[Arrival]] = {}
    for article, *columns in rows.values_list("article", "status", "path", "run__kind"):
        result.setdefault(article, []).append(Arrival(*columns))
    return result


def arrival_findings(
    article: Article, decisions: Sequence[Decision], arrivals: Sequence[Arrival], name: str
) -> Iterator[Finding]:
    """Yield where an article contradicts its entries, or has a first text newer than other texts.

    The latter are its newest text and those of `decisions`. These and `arrivals` (in their order)
    are those of the article; `name` names it in the findings. Without entries only the first text
    is checked. None can be repaired.
    """
    oldest = min([article.newest_text_id, *(each.text_id for each in decisions)])
    if article.first_text_id > oldest:
        found = f"text {article.first_text_id}"
        yield Finding(name, "first_text", f"text {oldest} or an older one", found, article.pk)
    if not arrivals:
        return
    if arrivals[-1].path != article.path:
        expected = f"{shown(arrivals[-1].path)}, as last imported"
        yield Finding(name, "path", expected, shown(article.path), article.pk)
    imported = [each for each in arrivals if each.kind == ImportRun.Kind.IMPORT]
    if imported and (imported[-1].status == "gone") != (article.gone_at is not None):
        expected = f"that of an article {imported[-1].status}, as last imported"
        yield Finding(name, "gone_at", expected, shown(article.gone_at), article.pk)
    changes = sum(each.status in ("changed", "moved", "replaced") for each in arrivals)
    if arrivals[0].status == "new" and article.version > 1 + changes:
        found = str(article.version)
        yield Finding(name, "version", f"at most {1 + changes}", found, article.pk)
