"""A document that lies elsewhere now: one gone and one new with equal URL and title."""

from collections.abc import Collection as Set
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from articles.documents.identity import normalised_title, story_url, url_key
from articles.models import Article, Collection, ImportEntry, ImportRun
from articles.sync.changes import Draft


def is_there(root: Path, path: str) -> bool:
    """Whether anything stands at the path, be it a document or not."""
    try:
        (root / path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def follow_moves(collection: Collection, drafts: Sequence[Draft]) -> dict[str, int]:
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
    return {normalised_title(str(title)) for title in [article.upstream["title"], *said]}


def _story(draft: Draft) -> tuple[str, str]:
    document = draft.document
    return url_key(story_url(document)), normalised_title(document.title)


def missing_documents(collection: Collection, but: Set[int]) -> Iterator[tuple[int, str]]:
    """Yield primary key and path of each article whose file isn't there any more, `but` of some.

    Asks the folder, not a list of what was read: so it needs no memory for what is there, and
    finds the same after an import that was killed.
    """
    root = Path(collection.root)
    rows = Article.objects.filter(collection=collection, gone_at=None).order_by("pk")
    for pk, path in rows.values_list("pk", "path").iterator(chunk_size=2000):
        if pk not in but and not is_there(root, path):
            yield pk, path


def mark_gone(run: ImportRun, missing: Sequence[tuple[int, str]], now: datetime) -> None:
    """Date the articles as gone: kept, and back when their document is back."""
    rows = Article.objects.filter(pk__in=[pk for pk, _ in missing], gone_at=None)
    # An update locks in any order; in this one an import and a batch never lock each other out.
    locked = rows.select_for_update().order_by("pk").values_list("pk", flat=True)
    Article.objects.filter(pk__in=list(locked)).update(gone_at=now)
    ImportEntry.objects.bulk_create(
        ImportEntry(run=run, path=path, status="gone", article_id=pk) for pk, path in missing
    )
