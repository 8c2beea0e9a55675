"""A document that lies elsewhere now: one gone and one new with equal URL and title."""

from collections import Counter
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


def follow_moves(collection: Collection, drafts: Sequence["Draft"]) -> dict[str, Article]:
    """Return the articles that new documents are, by the new path; ambiguous ones stay new."""
    keys = {draft.path: _story(draft) for draft in drafts}
    candidates: dict[tuple[str, str], list[Article]] = {}
    root = Path(collection.root)
    rows = Article.objects.select_for_update(of=("self",)).select_related("newest_text")
    rows = rows.filter(collection=collection, url_key__in={key for key, _ in keys.values()})
    for article in rows.order_by("pk"):
        if not is_there(root, article.path):
            story = article.url_key, title_at_heart(str(article.upstream["title"]))
            candidates.setdefault(story, []).append(article)
    times = Counter(keys.values())
    return {
        path: candidates[story][0]
        for path, story in keys.items()
        if len(candidates.get(story, [])) == 1 and times[story] == 1
    }


def _story(draft: "Draft") -> tuple[str, str]:
    document = draft.document
    return url_key(story_url(document)), title_at_heart(document.title)
