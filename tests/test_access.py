"""Permissions: the status of every route for every role and method."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from articles.models import Act, Article, Batch, ImportRun, SavedView, Story
from articles.models.decision import new_token
from articles.moderation import batches
from articles.moderation.decision_requests import Seen
from articles.rules import Kind
from tests.second_factor_kit import give_passkey

pytestmark = pytest.mark.django_db

ROLES = ("reader", "reviewer", "editor", "superuser", "stranger", "deactivated")
TO_SIGN_IN = 302
SIGNED_IN = dict.fromkeys(ROLES, 200) | {"stranger": TO_SIGN_IN, "deactivated": TO_SIGN_IN}
EVERYONE = dict.fromkeys(ROLES, 200)
NO_SUCH_METHOD = dict.fromkeys(ROLES, 405) | {"stranger": TO_SIGN_IN, "deactivated": TO_SIGN_IN}
NOTHING_THERE = {role: 404 if status == 200 else status for role, status in SIGNED_IN.items()}
NO_CODE = {role: 422 if status == 200 else status for role, status in SIGNED_IN.items()}
DECIDERS = SIGNED_IN | {"reader": 403, "reviewer": 302, "editor": 302, "superuser": 302}

#: Route -> method -> role -> HTTP status. `decide` approves, `undo` undoes the reviewer's act.
DESK: dict[str, dict[str, dict[str, int]]] = {
    "home": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "queue": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "row": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    # The request has no `since`, so there is no content.
    "arrivals": {
        "GET": dict.fromkeys(ROLES, 204) | {"stranger": TO_SIGN_IN, "deactivated": TO_SIGN_IN},
        "POST": NO_SUCH_METHOD,
    },
    "changes": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "suggestions": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "article": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "decide": {"GET": NO_SUCH_METHOD, "POST": DECIDERS},
    # The form has no headline: redirects with an error message.
    "repair-title": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403}},
    # The form has no snapshots: redirects with an error message.
    "keep-best": {"GET": NO_SUCH_METHOD, "POST": DECIDERS},
    "undo": {
        "GET": NO_SUCH_METHOD,
        # The editor's form has no note: redirects with an error message, and undoes nothing.
        "POST": DECIDERS,
    },
    # There is nothing to undo: redirects with a message.
    "undo-last": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reader": 302}},
    "redo": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reader": 302}},
    "history": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "history-csv": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "act": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    # The form is empty: it is shown with its errors.
    "password": {
        "GET": SIGNED_IN,
        "POST": dict.fromkeys(ROLES, 422) | {"stranger": TO_SIGN_IN, "deactivated": TO_SIGN_IN},
    },
    "sessions": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    # No session is named: redirects with a message.
    "end-session": {"GET": NO_SUCH_METHOD, "POST": dict.fromkeys(ROLES, 302)},
    "sign-ins": {
        "GET": SIGNED_IN | {"reader": 403, "reviewer": 403, "editor": 403},
        "POST": NO_SUCH_METHOD,
    },
    "sign-in": {
        "GET": dict.fromkeys(ROLES, 302) | {"stranger": 200, "deactivated": 200},
        "POST": dict.fromkeys(ROLES, 302) | {"stranger": 200, "deactivated": 200},
    },
    # Also for a stranger: sign-in would lead back to this address, which is no page.
    "sign-out": {"GET": dict.fromkeys(ROLES, 405), "POST": dict.fromkeys(ROLES, 302)},
    "healthz": {"GET": EVERYONE, "POST": dict.fromkeys(ROLES, 405)},
    "readyz": {"GET": EVERYONE, "POST": dict.fromkeys(ROLES, 405)},
    "published-atom": {"GET": EVERYONE, "POST": dict.fromkeys(ROLES, 405)},
    "published-json": {"GET": EVERYONE, "POST": dict.fromkeys(ROLES, 405)},
    "texts": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "download": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "providers": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "provider": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "story": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "conflicts": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    # Nothing is ticked: redirects with an error message.
    "settle": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403}},
    # Nothing is ticked: redirects with an error message.
    "batches": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403}},
    # The batch is the editor's: others may see it, but not run or stop it.
    "batch": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "batch-leave-out": {
        "GET": NO_SUCH_METHOD,
        "POST": DECIDERS | {"reviewer": 403, "superuser": 403},
    },
    "batch-run": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403, "superuser": 403}},
    "batch-stop": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403, "superuser": 403}},
    # Review needs a permission to decide.
    "review": {"GET": SIGNED_IN | {"reader": 403}, "POST": NO_SUCH_METHOD},
    "review-next": {"GET": NO_SUCH_METHOD, "POST": SIGNED_IN | {"reader": 403}},
    "review-leave": {
        "GET": NO_SUCH_METHOD,
        "POST": DECIDERS | dict.fromkeys(("reviewer", "editor", "superuser"), 204),
    },
    "review-decide": {"GET": NO_SUCH_METHOD, "POST": DECIDERS},
    "review-skip": {"GET": NO_SUCH_METHOD, "POST": DECIDERS},
    "review-renew": {"GET": NO_SUCH_METHOD, "POST": SIGNED_IN | {"reader": 403}},
    "imports": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "import": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    "preferences": {
        "GET": SIGNED_IN,
        "POST": dict.fromkeys(ROLES, 302),
    },
    "second-factor": {"GET": SIGNED_IN, "POST": NO_SUCH_METHOD},
    # The form has no code.
    "second-factor-app": {"GET": SIGNED_IN, "POST": NO_CODE},
    # Nobody has begun to set up an app, or has one; the passkey is somebody else's.
    "second-factor-qr": {"GET": NOTHING_THERE, "POST": NO_SUCH_METHOD},
    "second-factor-remove-app": {"GET": NOTHING_THERE, "POST": NOTHING_THERE},
    "passkey-add": {"GET": NO_SUCH_METHOD, "POST": NO_CODE},
    "passkey-options": {"GET": NO_SUCH_METHOD, "POST": SIGNED_IN},
    "passkey-rename": {"GET": NO_SUCH_METHOD, "POST": NOTHING_THERE},
    "passkey-remove": {"GET": NOTHING_THERE, "POST": NOTHING_THERE},
    # There is no factor that they could stand in for: redirects with a message.
    "recovery-codes": {"GET": NO_SUCH_METHOD, "POST": dict.fromkeys(ROLES, 302)},
    # The session is complete: leads on.
    "second-step": dict.fromkeys(("GET", "POST"), dict.fromkeys(ROLES, 302)),
    "second-step-options": {"GET": NO_SUCH_METHOD, "POST": SIGNED_IN},
    "second-step-passkey": {"GET": NO_SUCH_METHOD, "POST": SIGNED_IN},
    "save-view": {"GET": NO_SUCH_METHOD, "POST": dict.fromkeys(ROLES, 302)},
    # The view is for all; people who may delete it get a page to confirm that.
    "delete-view": {"GET": NO_SUCH_METHOD, "POST": SIGNED_IN | {"reader": 403, "reviewer": 403}},
}


def desk_routes() -> Iterator[str]:
    """Yield the names of all routes outside the admin; fail on a route without a name."""

    def walk(patterns: list[Any]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "admin":
                    yield from walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern):
                assert pattern.name, f"{pattern} has no name, so no row in the table of rights"
                yield pattern.name

    yield from walk(get_resolver().url_patterns)


def test_every_route_of_the_desk_has_a_row_in_the_table() -> None:
    assert sorted(desk_routes()) == sorted(DESK)


@pytest.fixture
def article(make_article: Any) -> Article:
    return make_article()


@pytest.fixture
def act(article: Article, users: Any, act_parameters: Any) -> Act:
    """Return a rejection by the reviewer."""
    from articles import moderation

    act = moderation.reject([article], **act_parameters(users.reviewer, article)).act
    assert act
    return act


def waiting_batch(article: Article, by: User) -> Batch:
    """Return a batch of one rejection that `by` has not begun."""
    seen = {article.pk: Seen.of(article)}
    batch_request = batches.BatchRequest(
        Kind.REJECT, seen, "1 ticked in the queue", "/queue/", "queue"
    )
    return batches.freeze(batch_request, by=by, token=new_token())


def _rows() -> Iterator[Any]:
    for route, methods in DESK.items():
        for method, statuses in methods.items():
            for role, status in statuses.items():
                yield pytest.param(route, method, role, status, id=f"{route}-{method}-{role}")


@pytest.mark.parametrize(("route", "method", "role", "status"), list(_rows()))
def test_each_role_gets_what_the_table_says(
    route: str, method: str, role: str, status: int, request: Any, sign_in: Any
) -> None:
    client: Client = sign_in(role)
    subject: Any = None
    of_article = ("article", "row", "decide", "keep-best", "repair-title", "texts", "download")
    if route in (*of_article, "import"):
        subject = request.getfixturevalue("article")
    if route in ("review-decide", "review-skip", "review-renew"):
        subject = request.getfixturevalue("article")
    if route == "provider":
        subject = request.getfixturevalue("article").provider
    if route == "story":
        collection = request.getfixturevalue("article").collection
        subject = Story.objects.create(collection=collection, begun_at=timezone.now())
    if route == "import":
        subject = ImportRun.objects.latest("pk")
    if route in ("undo", "act"):
        subject = request.getfixturevalue("act")
    if route == "delete-view":
        by = request.getfixturevalue("users").deactivated
        subject = SavedView.objects.create(name="Morning", query="", by=by, is_for_all=True)
    if route in ("passkey-rename", "passkey-remove"):
        subject = give_passkey(request.getfixturevalue("users").deactivated)
    if route in ("batch", "batch-leave-out", "batch-run", "batch-stop"):
        subject = waiting_batch(
            request.getfixturevalue("article"), request.getfixturevalue("users").editor
        )
    address = reverse(route, args=[subject.pk] if subject else [])
    form = {"token": new_token(), "place": "queue"}
    if route in ("decide", "review-decide"):
        form |= {"verb": "approve", "seen": str(Seen.of(subject))}
    form |= {"shown": 1} if route == "batch-run" else {}
    form |= {"preferences": {"page_size": "50"}, "save-view": {"name": "Morning"}}.get(route, {})
    response = client.get(address) if method == "GET" else client.post(address, form)
    assert response.status_code == status
    if status == TO_SIGN_IN and role in ("stranger", "deactivated"):
        assert response["Location"].startswith("/sign-in/")


ADMIN_OPEN = {"editor": 200, "superuser": 200, "reader": 302, "reviewer": 302}
#: Model -> the roles that may see its list. Its other routes need the same permissions.
ADMIN_LISTS = {
    "auth_user": ("superuser",),
    "auth_group": ("superuser",),
}


def test_the_admin_is_for_editors_and_superusers(sign_in: Any) -> None:
    for role, status in {"editor": 200, "superuser": 200, "reader": 403, "reviewer": 403}.items():
        response = sign_in(role).get(reverse("admin:index"), follow=True)
        assert response.status_code == status, role
    for role in ("stranger", "deactivated"):
        response = sign_in(role).get(reverse("admin:index"), follow=True)
        assert response.redirect_chain[-1][0] == "/sign-in/?next=/admin/", role


def test_each_list_of_the_admin_opens_for_those_who_may_see_it(sign_in: Any) -> None:
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        for role in ("editor", "superuser"):
            may = role in ADMIN_LISTS.get(name, ("editor", "superuser"))
            response = sign_in(role).get(reverse(f"admin:{name}_changelist"))
            assert response.status_code == (200 if may else 403), (name, role)


#: Models that are no part of the audit log: groups and saved views.
DELETABLE = ("auth.Group", "articles.SavedView")


def test_nothing_of_the_record_can_be_deleted_in_the_admin(sign_in: Any) -> None:
    request = sign_in("superuser").get(reverse("admin:index")).wsgi_request
    for model, model_admin in admin.site._registry.items():
        if model._meta.label not in DELETABLE:
            assert not model_admin.has_delete_permission(request), model


def test_somebody_without_a_group_is_told_what_to_do(db: None, django_user_model: Any) -> None:
    client = Client()
    client.force_login(django_user_model.objects.create_user("newcomer"))
    response = client.get(reverse("queue"))
    assert response.status_code == 403
    assert "Readers, Reviewers or Editors" in response.content.decode()


def test_deciding_and_undoing_need_the_right_to_see_the_article(
    article: Article, act: Act, django_user_model: Any
) -> None:
    """Prevents that a user who may not see the article gets it as the response to a form."""
    user_without_view = django_user_model.objects.create_user("blind")
    user_without_view.user_permissions.set(
        Permission.objects.filter(
            codename__in=["approve_article", "reject_article", "override_decision"]
        )
    )
    client = Client()
    client.force_login(user_without_view)
    for headers in ({}, {"HX-Request": "true"}):
        for address in (reverse("decide", args=[article.pk]), reverse("undo", args=[act.pk])):
            response = client.post(address, headers=headers)
            assert response.status_code == 403
            assert article.title not in response.content.decode()
