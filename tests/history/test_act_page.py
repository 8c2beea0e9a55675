"""The page of one act: its decision on each article, and the effect of undoing it."""

import re
from itertools import chain
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Batch, Decision
from articles.models.decision import new_token
from articles.rules import Kind
from tests.desk_kit import text_of
from tests.history.kit import (
    HISTORY,
    body_of,
    undo_form,
)

pytestmark = pytest.mark.django_db


def test_an_editor_undoes_what_somebody_else_did_with_a_note(
    sign_in: Any, rejected: Act, users: Any
) -> None:
    client = sign_in("editor")
    form = {"token": new_token(), "place": "history", "next": f"/acts/{rejected.pk}/"}
    page = client.post(reverse("undo", args=[rejected.pk]), form, follow=True)
    assert "Say in a note why" in text_of(page)
    assert re.search(r'<textarea name="note"[^>]* required>', body_of(page))
    page = client.post(reverse("undo", args=[rejected.pk]), form | {"note": "Ours."}, follow=True)
    assert "Undone: “A story”" in text_of(page)
    assert Article.objects.get().status == "waiting"
    decision = Decision.objects.latest("pk")
    assert (decision.note, decision.act.by) == ("Ours.", users.editor)
    assert "a moment ago, in History" in text_of(client.get(decision.act.get_absolute_url()))


def test_the_page_of_an_act_shows_it_fifty_articles_at_a_time(sign_in: Any, batch: Act) -> None:
    client, shown = sign_in("reader"), []
    address = f"/acts/{batch.pk}/"
    while address and len(shown) < 3:
        page = client.get(address)
        assert "Rejected 60 articles, by editor" in text_of(page)
        shown.append(re.findall(r'class="headline"[^>]*><bdi>(.*?)</bdi>', body_of(page)))
        after = re.search(r'rel="next" href="([^"]*)"', body_of(page))
        address = f"/acts/{batch.pk}/{after[1]}" if after else ""
    assert [len(each) for each in shown] == [50, 10]
    assert sorted(chain.from_iterable(shown)) == [f"Story {n:02}" for n in range(60)]


def test_the_page_of_an_act_says_why_there_is_no_button(
    sign_in: Any, rejected: Act, users: Any, make_article: Any
) -> None:
    address = f"/acts/{rejected.pk}/"
    assert 'id="undo"' in body_of(sign_in("reviewer").get(address))
    page = sign_in("second_reviewer").get(address)
    assert "Only an editor can undo what somebody else decided." in text_of(page)
    assert "<button" not in body_of(page).split('id="parts"')[0].split('class="sheet undo-act"')[1]
    users.reviewer.groups.set(users.reader.groups.all())
    assert "which your account lacks" in text_of(sign_in("reviewer").get(address))
    article = make_article()
    imported = Act.objects.create(at=timezone.now(), place="import")
    Decision.objects.create(
        act=imported,
        article=article,
        number=1,
        kind=Kind.REPLACED,
        text=article.newest_text,
        changes={"published": [False, False]},
    )
    page = sign_in("superuser").get(f"/acts/{imported.pk}/")
    assert "What an import recorded can’t be undone." in text_of(page)
    assert "Replaced by the import" in text_of(sign_in("superuser").get(HISTORY))
    assert undo_form(imported) not in body_of(sign_in("superuser").get(HISTORY))


def test_an_act_of_a_batch_leads_to_what_was_chosen(sign_in: Any, batch: Act, users: Any) -> None:
    chosen = Batch.objects.create(
        by=users.editor,
        made_at=batch.at,
        place="queue",
        kind=Kind.REJECT,
        source="60 ticked",
        back_to="/queue/",
        act=batch,
    )
    page = sign_in("reader").get(f"/acts/{batch.pk}/")
    assert f'href="{chosen.get_absolute_url()}">What was chosen' in body_of(page)


def test_an_act_and_its_undo_lead_to_each_other(sign_in: Any, rejected: Act, users: Any) -> None:
    undone = moderation.undo(rejected, by=users.reviewer, token=new_token(), place="desk").act
    assert undone
    client = sign_in("reader")
    assert f'<a href="/acts/{rejected.pk}/">' in body_of(client.get(f"/acts/{undone.pk}/"))
    assert f'<a href="/acts/{undone.pk}/">' in body_of(client.get(f"/acts/{rejected.pk}/"))
