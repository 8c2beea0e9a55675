"""`forget_person` takes a name away and keeps every act; people are never deleted."""

import re
from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from articles.models import Act, Decision, DecisionDigest, Preferences, SavedView, SignInEvent
from tests.audit.check_history_kit import check
from tests.desk_kit import text_of


def forget(name: str, *options: str) -> str:
    output = StringIO()
    call_command("forget_person", name, *options, stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture
def leaving(world: SimpleNamespace, users: SimpleNamespace) -> User:
    """Return the reviewer, with all that is private of a person."""
    user: User = users.reviewer
    user.first_name, user.last_name, user.email = "Rosa", "Viewer", "rosa@desk.example"
    user.save()
    Preferences.objects.create(user=user, theme="dark")
    SavedView.objects.create(name="Mine", query="q=in", by=user)
    SavedView.objects.create(name="Ours", query="q=out", by=user, is_for_all=True)
    for name in ("reviewer", "editor"):
        SignInEvent.objects.create(
            kind="in", at=world.approved.arrived_at, user=getattr(users, name), name=name,
            address="192.0.2.1",
        )  # fmt: skip
    LogEntry.objects.create(
        user=users.superuser, content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk), object_repr="reviewer", action_flag=CHANGE, change_message="",
    )  # fmt: skip
    return user


def test_the_name_goes_and_every_act_stays(leaving: User) -> None:
    acts = list(Act.objects.order_by("pk").values())
    decisions = list(Decision.objects.order_by("pk").values())
    digests = list(DecisionDigest.objects.order_by("pk").values())
    output = forget("reviewer", "--yes")
    new = f"person-{leaving.pk}"
    assert f"reviewer is {new} now, and can't sign in" in output
    user = User.objects.get(pk=leaving.pk)
    assert (user.username, user.first_name, user.last_name, user.email) == (new, "", "", "")
    assert not user.is_active
    assert not user.has_usable_password()
    assert list(Act.objects.order_by("pk").values()) == acts
    assert list(Decision.objects.order_by("pk").values()) == decisions
    assert list(DecisionDigest.objects.order_by("pk").values()) == digests
    assert check()[0] == 0


def test_what_is_private_goes_and_what_is_shared_stays(
    leaving: User, users: SimpleNamespace
) -> None:
    forget("reviewer", "--yes")
    assert not Preferences.objects.filter(user=leaving).exists()
    assert [view.name for view in SavedView.objects.all()] == ["Ours"]
    events = set(SignInEvent.objects.values_list("name", "address"))
    assert events == {(f"person-{leaving.pk}", None), ("editor", "192.0.2.1")}
    assert LogEntry.objects.get().object_repr == f"person-{leaving.pk}"


def test_the_persons_sessions_end_and_nobody_elses(
    leaving: User, sign_in: Callable[[str], Client]
) -> None:
    own, other = sign_in("reviewer"), sign_in("editor")
    assert own.get(reverse("queue")).status_code == other.get(reverse("queue")).status_code == 200
    assert Session.objects.count() == 2
    forget("reviewer", "--yes")
    # Its row is gone too: it holds what the person did last.
    (session,) = Session.objects.all()
    assert session.session_key == other.session.session_key
    assert own.get(reverse("queue")).status_code == 302
    assert other.get(reverse("queue")).status_code == 200


def test_history_shows_the_stand_in(leaving: User, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("reader")
    assert "reviewer" in text_of(client.get(reverse("history")))
    forget("reviewer", "--yes")
    page = text_of(client.get(reverse("history")))
    assert f"person-{leaving.pk}" in page
    assert not re.search(r"(?<!second-)reviewer", page)


def test_notes_that_hold_the_name_are_listed_with_their_place_and_stay(
    leaving: User, world: SimpleNamespace, users: SimpleNamespace
) -> None:
    decision = world.edited.decisions.get()
    act = Act.objects.create(by=users.editor, at=decision.act.at, place="article")
    noted = Decision.objects.create(
        act=act, article=world.edited, number=2, kind="edit", note="As Rosa Viewer said.",
        changes={"title": ["A better title", "A better title"]}, text=decision.text, version=2,
    )  # fmt: skip
    output = forget("reviewer", "--yes")
    assert f'note of a decision: {noted.get_absolute_url()}: "As Rosa Viewer said."' in output
    assert "They are not changed." in output
    noted.refresh_from_db()
    assert noted.note == "As Rosa Viewer said."


def end_of_input(prompt: str) -> str:
    raise EOFError


def test_it_asks_first_and_changes_nothing_without_an_answer(
    leaving: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="Nobody can be asked here: --yes goes on"):
        forget("reviewer")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", lambda prompt: "somebody")
    with pytest.raises(CommandError, match="Nothing was changed"):
        forget("reviewer")
    monkeypatch.setattr("builtins.input", end_of_input)
    with pytest.raises(CommandError, match="Nothing was changed"):
        forget("reviewer")
    assert User.objects.get(pk=leaving.pk).username == "reviewer"
    monkeypatch.setattr("builtins.input", lambda prompt: "reviewer")
    forget("reviewer")
    assert User.objects.get(pk=leaving.pk).username == f"person-{leaving.pk}"


def test_unknown_people_the_last_superuser_and_a_taken_name_are_refused(
    leaving: User, users: SimpleNamespace
) -> None:
    with pytest.raises(CommandError, match="Nobody is named 'nobody'"):
        forget("nobody", "--yes")
    with pytest.raises(CommandError, match="superuser is the only superuser: make another"):
        forget("superuser", "--yes")
    User.objects.create_user(f"person-{leaving.pk}")
    with pytest.raises(CommandError, match=r"is named 'person-.*' already"):
        forget("reviewer", "--yes")
    assert User.objects.get(pk=leaving.pk).username == "reviewer"


def test_the_admin_offers_no_deletion_and_says_what_to_do(
    leaving: User, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("superuser")
    page = client.get(reverse("admin:auth_user_change", args=[leaving.pk]))
    assert "forget_person NAME" in text_of(page)
    delete = reverse("admin:auth_user_delete", args=[leaving.pk])
    assert delete not in page.content.decode()
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert (
        "delete_selected" not in client.get(reverse("admin:auth_user_changelist")).content.decode()
    )
