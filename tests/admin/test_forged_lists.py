"""Lists of the admin that no page of it posts: refused with a message, never a failure."""

import pytest

from articles.models import Act
from tests.admin.kit import Editor, MakeArticle

pytestmark = pytest.mark.django_db


def test_a_list_with_one_article_twice_is_refused(
    editor: Editor, make_article: MakeArticle
) -> None:
    one, other = make_article(name="1.md", quality=38), make_article(name="2.md", quality=38)
    form = editor.open_list()
    for article in (one, other):
        editor.set_quality(form, article, 60)
    form[f"{editor.row_prefix(form, other)}id"] = str(one.pk)
    answer = editor.save_list(form)
    assert answer.status_code in (200, 400)
    assert not Act.objects.exists()
