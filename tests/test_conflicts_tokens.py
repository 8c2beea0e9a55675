"""Conflicts settled by a form whose token is missing or malformed: refused, never a failure."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Act, Article
from articles.moderation.decision_requests import Seen
from tests.desk_kit import text_of
from tests.export_kit import import_folder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("token", [None, "", "x" * 65, "a\0b", "a\nb"])
def test_a_conflict_is_not_settled_by_a_form_without_a_token_of_ours(
    token: str | None,
    write_document: Callable[..., Path],
    users: SimpleNamespace,
    act_parameters: Any,
    sign_in: Any,
) -> None:
    path = write_document("a.md", title="A story", quality=38)
    import_folder(path.parent)
    article = Article.objects.get()
    moderation.set_quality([article], 60, **act_parameters(users.editor, article))
    write_document("a.md", title="A story", quality=45)
    import_folder(path.parent)
    article.refresh_from_db()
    form = {"one": f"keep:{article.pk}:quality", f"seen-{article.pk}": str(Seen.of(article))}
    form |= {} if token is None else {"token": token}
    page = sign_in("editor").post("/conflicts/settle/", form, follow=True)
    assert "The form is incomplete. Reload the page." in text_of(page)
    assert Act.objects.count() == 1
