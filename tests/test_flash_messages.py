"""Messages after an act: how many articles it was."""

from articles import formatting
from articles.models import Decision
from articles.rules import Kind


def test_a_thousand_articles_and_more_are_counted_with_a_separator() -> None:
    decisions = [Decision(kind=Kind.REJECT) for _ in range(1234)]
    assert formatting.recorded(decisions) == "1,234 articles: rejected."
