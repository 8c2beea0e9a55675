"""Store the texts of documents, and keep those that are still needed.

Kept are the first text, the newest, each that a decision was made on, both texts of a story change,
and what is left of one that was taken out. Any other newest text is overwritten by the next one.
"""

from collections.abc import Collection, Sequence

from articles.models import Article, Decision, DocumentText, StoryChange


def store_versions(
    newest: Sequence[tuple[Article, str, str]], *, story_changed: Collection[int]
) -> dict[int, DocumentText]:
    """Store the given text (SHA-256, text) as each article's newest.

    A newest text with an equal SHA-256 is left unchanged, unless it was redacted. Sets the
    articles' `newest_text` in memory, and saves no article. `story_changed` has the primary keys of
    articles whose previous text is kept as one side of a story change. Returns the row of each
    article's previous newest text, by the article's primary key; a row that need not be kept has
    been overwritten with the new text.
    """
    kept = _kept_text_ids([article.pk for article, _, _ in newest])
    before, new, rewritten = {}, [], []
    for article, sha256, text in newest:
        last = article.newest_text
        before[article.pk] = last
        if last.sha256 == sha256 and not last.is_redacted:
            continue
        if (
            last.is_redacted
            or last.pk == article.first_text_id
            or last.pk in kept
            or article.pk in story_changed
        ):
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


def _kept_text_ids(articles: Sequence[int]) -> set[int]:
    decided_on = Decision.objects.filter(article__in=articles).values_list("text_id", flat=True)
    story_changes = StoryChange.objects.filter(article__in=articles)
    sides = story_changes.values_list("before_id", "after_id")
    return {*decided_on.order_by(), *(text for side in sides.order_by() for text in side)}
