"""Which texts of a document are kept.

The first, the newest, each that a decision was made on, and those on both sides of a turn of the
story. Any other newest text has served its turn when the next one comes, and is overwritten.
"""

from collections.abc import Collection, Sequence

from articles.models import Article, Decision, DocumentText, StoryChange


def store_versions(
    newest: Sequence[tuple[Article, str, str]], turned: Collection[int]
) -> dict[int, DocumentText]:
    """Make each article's newest text the given one (SHA-256, text); saves no article.

    `turned` are the articles (primary keys) whose text is about to be one side of a turn.
    Returns the text that was the newest before, by article.
    """
    kept = _kept([article.pk for article, _, _ in newest])
    before, new, rewritten = {}, [], []
    for article, sha256, text in newest:
        last = article.newest_text
        before[article.pk] = last
        if last.sha256 == sha256:
            continue
        if last.pk == article.first_text_id or last.pk in kept or article.pk in turned:
            article.newest_text = DocumentText(sha256=sha256, text=text)
            new.append(article.newest_text)
        else:
            last.sha256, last.text = sha256, text
            rewritten.append(last)
    DocumentText.objects.bulk_create(new)
    DocumentText.objects.bulk_update(rewritten, ["sha256", "text"], batch_size=100)
    for article, _, _ in newest:
        article.newest_text_id = article.newest_text.pk
    return before


def _kept(articles: Sequence[int]) -> set[int]:
    decided_on = Decision.objects.filter(article__in=articles).values_list("text_id", flat=True)
    story_changes = StoryChange.objects.filter(article__in=articles)
    sides = story_changes.values_list("before_id", "after_id")
    return {*decided_on.order_by(), *(text for side in sides.order_by() for text in side)}
