"""Documents that were moved within their folder or are missing from it.

A document has moved where an article's document is missing and a new one has an equal URL and
title: the article follows it. The rules of moved and gone are those of
newsroom/docs/architecture.md.
"""

from collections.abc import Collection as Container
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from articles.documents import read
from articles.documents.identity import normalised_title, story_url, url_key
from articles.models import Article, Collection, ImportEntry, ImportRun
from articles.sync.changes import Draft


def path_exists(root: Path, path: str) -> bool:
    """Tell whether there is anything at the path, a document or not; True where that is unknown."""
    try:
        (root / path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def find_moved_articles(collection: Collection, drafts: Sequence[Draft]) -> dict[str, int]:
    """Return the article (primary key) whose document each moved draft is, by the new path.

    Drafts that have not moved are left out. An article, also one marked as gone, matches where
    nothing is at its path, its URL equals the draft's, and so does a title: upstream's, one that an
    export wrote, or that of its last text; all normalised. Of several drafts with an equal story
    the first gets it; where several articles match, the draft stays new. Locks no rows.
    """
    keys = {draft.path: _story_key(draft) for draft in drafts}
    candidates: dict[tuple[str, str], list[int]] = {}
    root = Path(collection.root)
    urls = {key for key, _ in keys.values()}
    rows = Article.objects.filter(collection=collection, url_key__in=urls).order_by("pk")
    for article in rows.select_related("newest_text"):
        if not path_exists(root, article.path):
            for title in _possible_titles(article):
                candidates.setdefault((article.url_key, title), []).append(article.pk)
    moved: dict[str, int] = {}
    for path, key in keys.items():
        matches = candidates.get(key, [])
        if len(matches) == 1 and matches[0] not in moved.values():
            moved[path] = matches[0]
    return moved


def _possible_titles(article: Article) -> set[str]:
    """Return the normalised titles that an article's document may have.

    These are upstream's, exported ones (pending ones too), and the title as its last text, if still
    valid, is read today: a release may read titles better than the one that stored upstream's.
    """
    titles = [each["title"] for each in (article.written, article.writing) if "title" in each]
    document = read(article.newest_text.text.encode(), now=timezone.now()).document
    titles += [article.upstream["title"], *([document.title] if document else [])]
    return {normalised_title(str(title)) for title in titles}


def _story_key(draft: Draft) -> tuple[str, str]:
    document = draft.document
    return url_key(story_url(document)), normalised_title(document.title)


def find_missing(collection: Collection, exclude: Container[int]) -> Iterator[tuple[int, str]]:
    """Yield primary key and path of each article with nothing at its path, by primary key.

    Articles marked as gone already and those in `exclude` (primary keys) are left out. Checks the
    folder, not the documents read in this import: that needs no memory for their paths, and gives
    the right result after an import that was killed.
    """
    root = Path(collection.root)
    rows = Article.objects.filter(collection=collection, gone_at=None).order_by("pk")
    for pk, path in rows.values_list("pk", "path").iterator(chunk_size=2000):
        if pk not in exclude and not path_exists(root, path):
            yield pk, path


def mark_gone(run: ImportRun, missing: Sequence[tuple[int, str]], now: datetime) -> None:
    """Mark the articles (primary key, path) as gone since `now`, and add them to the run's entries.

    Locks their rows in the caller's transaction. An article marked already keeps its time, but gets
    an entry. The articles are kept; an import of the document, once it is back, clears the mark.
    """
    rows = Article.objects.filter(pk__in=[pk for pk, _ in missing], gone_at=None)
    # An update locks rows in any order. Locking by primary key first prevents a deadlock with
    # moderation, which locks in that order.
    locked = rows.select_for_update().order_by("pk").values_list("pk", flat=True)
    Article.objects.filter(pk__in=list(locked)).update(gone_at=now)
    ImportEntry.objects.bulk_create(
        ImportEntry(run=run, path=path, status="gone", article_id=pk) for pk, path in missing
    )
