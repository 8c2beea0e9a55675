"""A desk with most kinds of rows: `world` is a fixture for tests of its history and of copies."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article, Collection
from articles.rules import Kind
from articles.rules.upstream_word import doubts_in
from articles.sync.missing_published import set_missing_publishes
from tests.batches.kit import begin, finish, freeze
from tests.export_kit import export_folder, import_folder

REST = """featuredContent: "<p>Embedded</p>"
images:
  - url: https://provider.example/picture.jpg
    width: 640
    height: 480
related:
  - title: Elsewhere
    webUrl: https://elsewhere.example/story
    type: article
    provider:
      name: Elsewhere
      domain: elsewhere.example
    images:
      - url: https://elsewhere.example/picture.jpg
"""


@pytest.fixture
def world(
    users: SimpleNamespace,
    write_document: Callable[..., Path],
    act_parameters: Callable[..., dict[str, Any]],
) -> SimpleNamespace:
    """Return articles that were approved and exported, edited into a conflict, undone, batched.

    Another was never decided on, one document became another story, and one text leaves upstream's
    word in doubt. Its collection takes a missing `published` for a yes.
    """
    names = ["approved", "edited", "undone", "batched", "untouched", "replaced", "overwritten"]
    paths = {name: write_document(f"{name}.md", rest=REST) for name in names}
    folder = paths["approved"].parent
    import_folder(folder)
    by_name = {each.path.removesuffix(".md"): each for each in Article.objects.all()}
    editor, reviewer = users.editor, users.reviewer

    def decide(verb: Callable[..., Any], name: str, *, by: Any, **more: Any) -> Any:
        article = by_name[name]
        return verb([article], **act_parameters(by, article), **more)

    decide(moderation.approve, "approved", by=reviewer, quality=77)
    decide(moderation.approve, "overwritten", by=reviewer, quality=77)
    decide(moderation.edit, "edited", by=editor, values={"title": "A better title"})
    decide(moderation.reject, "replaced", by=reviewer, note="Not our field.")
    act = decide(moderation.reject, "undone", by=reviewer, reason="off-topic").act
    moderation.undo(act, by=reviewer, token="taken-back", place="desk")
    finish(begin(freeze(editor, Kind.APPROVE, by_name["batched"], by_name["undone"])))
    export_folder(folder)
    write_document("edited.md", rest=REST, title="What upstream says now")
    write_document("approved.md", rest=REST, secured="noise", quality=77, published=True)
    write_document(
        "replaced.md", rest=REST, title="Another story", url="https://provider.example/other"
    )
    # Its bot overwrote the quality, so that `published` may be its own word or that of our export.
    write_document("overwritten.md", rest=REST, quality=41, published=True)
    import_folder(folder)
    set_missing_publishes(Collection.objects.get(), publishes=True)
    articles = {name: Article.objects.get(path=f"{name}.md") for name in names}
    assert articles["edited"].conflict_count
    assert articles["approved"].written
    assert articles["replaced"].decision_count == 2
    assert doubts_in(articles["overwritten"].upstream)
    return SimpleNamespace(**articles, folder=folder, collection=Collection.objects.get())
