"""A document that lies elsewhere now: one gone and one new with equal URL and title."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from articles.documents.identity import story_url, title_at_heart, url_key
from articles.models import Article, Collection

if TYPE_CHECKING:
    from articles.importing.store import Draft


def is_there(root: Path, path: str) -> bool:
    """Whether anything stands at the path, be it a document or not."""
    try:
        (root / path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def follow_moves(collection: Collection, drafts: Sequence["Draft"]) -> dict[str, int]:
    """Return the articles (primary keys) that new documents are, by the new path; locks none.

    Of several new documents with one story the first is it, in whichever chunk they come; where
    several such articles are gone, nobody can say which one it was, and the document stays new.
    """
    keys = {draft.path: _story(draft) for draft in drafts}
    candidates: dict[tuple[str, str], list[int]] = {}
    root = Path(collection.root)
    urls = {key for key, _ in keys.values()}
    for article in Article.objects.filter(collection=collection, url_key__in=urls).order_by("pk"):
        if not is_there(root, article.path):
            for title in _titles(article):
                candidates.setdefault((article.url_key, title), []).append(article.pk)
    moved: dict[str, int] = {}
    for path, story in keys.items():
        found = candidates.get(story, [])
        if len(found) == 1 and found[0] not in moved.values():
            moved[path] = found[0]
    return moved


def _titles(article: Article) -> set[str]:
    """The titles that its document may have: upstream's, and ours where an export wrote it."""
    said = [each["title"] for each in (article.written, article.writing) if "title" in each]
    return {title_at_heart(str(title)) for title in [article.upstream["title"], *said]}


def _story(draft: "Draft") -> tuple[str, str]:
    document = draft.document
    return url_key(story_url(document)), title_at_heart(document.title)
