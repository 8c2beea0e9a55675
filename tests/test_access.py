"""Who may do what: every route, role and method, found by walking the resolver."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Act, Article, Batch, ImportRun, SavedView
from articles.models.decision import new_token
from articles.moderation import batches
from articles.moderation.orders import Seen
from articles.rules import Kind
from tests.desk_kit import text_of

pytestmark = pytest.mark.django_db

ROLES = ("reader", "reviewer", "editor", "superuser", "stranger", "deactivated")
TO_SIGN_IN = 302
ALL_IN = dict.fromkeys(ROLES, 200) | {"stranger": TO_SIGN_IN, "deactivated": TO_SIGN_IN}
EVERYBODY = dict.fromkeys(ROLES, 200)
NO_SUCH_METHOD = dict.fromkeys(ROLES, 405) | {"stranger": TO_SIGN_IN, "deactivated": TO_SIGN_IN}
DECIDERS = ALL_IN | {"reader": 403, "reviewer": 302, "editor": 302, "superuser": 302}

#: Route -> method -> role -> status. `decide` approves, `undo` undoes what the reviewer did.
DESK: dict[str, dict[str, dict[str, int]]] = {
    "home": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "queue": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "row": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    # Without a moment to compare with there is nothing to say.
    "arrivals": {
        "GET": dict.fromkeys(ROLES, 204) | {"stranger": TO_SIGN_IN, "deactivated": TO_SIGN_IN},
        "POST": NO_SUCH_METHOD,
    },
    "article": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "decide": {"GET": NO_SUCH_METHOD, "POST": DECIDERS},
    # The form shows no headline here: told so on the page gone back to.
    "repair-title": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403}},
    "undo": {
        "GET": NO_SUCH_METHOD,
        # An editor lacks the note here: told so on the page gone back to, with nothing undone.
        "POST": DECIDERS,
    },
    # Nobody did anything here: told so on the page gone back to.
    "undo-last": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reader": 302}},
    "redo": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reader": 302}},
    "history": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "history-csv": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "act": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "sign-ins": {
        "GET": ALL_IN | {"reader": 403, "reviewer": 403, "editor": 403},
        "POST": NO_SUCH_METHOD,
    },
    "sign-in": {
        "GET": dict.fromkeys(ROLES, 302) | {"stranger": 200, "deactivated": 200},
        "POST": dict.fromkeys(ROLES, 302) | {"stranger": 200, "deactivated": 200},
    },
    # A stranger too: sign-in would lead back here, where there is nothing to see.
    "sign-out": {"GET": dict.fromkeys(ROLES, 405), "POST": dict.fromkeys(ROLES, 302)},
    "healthz": {"GET": EVERYBODY, "POST": dict.fromkeys(ROLES, 405)},
    "published-atom": {"GET": EVERYBODY, "POST": dict.fromkeys(ROLES, 405)},
    "published-json": {"GET": EVERYBODY, "POST": dict.fromkeys(ROLES, 405)},
    "texts": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "download": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "conflicts": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    # Nothing is ticked here: told so on the page gone back to.
    "settle": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403}},
    # Nothing is ticked here: told so on the page gone back to.
    "batches": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403}},
    # The batch is the editor's: others with the right look, and go on with their own.
    "batch": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "batch-run": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403, "superuser": 403}},
    "batch-stop": {"GET": NO_SUCH_METHOD, "POST": DECIDERS | {"reviewer": 403, "superuser": 403}},
    # To review is to decide: whoever may only read is told so.
    "review": {"GET": ALL_IN | {"reader": 403}, "POST": NO_SUCH_METHOD},
    "review-next": {"GET": NO_SUCH_METHOD, "POST": ALL_IN | {"reader": 403}},
    "review-leave": {
        "GET": NO_SUCH_METHOD,
        "POST": DECIDERS | dict.fromkeys(("reviewer", "editor", "superuser"), 204),
    },
    "review-decide": {"GET": NO_SUCH_METHOD, "POST": DECIDERS},
    "review-skip": {"GET": NO_SUCH_METHOD, "POST": DECIDERS},
    "review-renew": {"GET": NO_SUCH_METHOD, "POST": ALL_IN | {"reader": 403}},
    "imports": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "import": {"GET": ALL_IN, "POST": NO_SUCH_METHOD},
    "preferences": {
        "GET": ALL_IN,
        "POST": dict.fromkeys(ROLES, 302),
    },
    "save-view": {"GET": NO_SUCH_METHOD, "POST": dict.fromkeys(ROLES, 302)},
    # The view is for all; whoever may delete it is asked first.
    "delete-view": {"GET": NO_SUCH_METHOD, "POST": ALL_IN | {"reader": 403, "reviewer": 403}},
}


def desk_routes() -> Iterator[str]:
    """Yield the names of all routes outside the admin; one without a name fails."""

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
def act(article: Article, cast: Any, act_words: Any) -> Act:
    """What the reviewer did: a rejection."""
    from articles import moderation

    act = moderation.reject([article], **act_words(cast.reviewer, article)).act
    assert act
    return act


def a_batch(article: Article, by: User) -> Batch:
    """What somebody chose to be rejected at once, and has not begun."""
    seen = {article.pk: Seen.of(article)}
    wanted = batches.BatchRequest(Kind.REJECT, seen, "1 ticked in the queue", "/queue/", "queue")
    return batches.freeze(wanted, by=by, token=new_token())


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
    if route in ("article", "row", "decide", "repair-title", "texts", "download", "import"):
        subject = request.getfixturevalue("article")
    if route in ("review-decide", "review-skip", "review-renew"):
        subject = request.getfixturevalue("article")
    if route == "import":
        subject = ImportRun.objects.latest("pk")
    if route in ("undo", "act"):
        subject = request.getfixturevalue("act")
    if route == "delete-view":
        by = request.getfixturevalue("cast").deactivated
        subject = SavedView.objects.create(name="Morning", query="", by=by, is_for_all=True)
    if route in ("batch", "batch-run", "batch-stop"):
        subject = a_batch(
            request.getfixturevalue("article"), request.getfixturevalue("cast").editor
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
#: Model -> who gets its list. The rest of each model's routes follow from the same rights.
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


#: What is no part of the record: groups, and the names that people gave to filters.
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
    """Prevents that somebody who may not read gets the article as the answer to a form."""
    blind = django_user_model.objects.create_user("blind")
    blind.user_permissions.set(
        Permission.objects.filter(codename__in=["approve_article", "reject_article",
                                                "override_decision"])
    )  # fmt: skip
    client = Client()
    client.force_login(blind)
    for headers in ({}, {"HX-Request": "true"}):
        for address in (reverse("decide", args=[article.pk]), reverse("undo", args=[act.pk])):
            response = client.post(address, headers=headers)
            assert response.status_code == 403
            assert article.title not in response.content.decode()


WAYS_BACK: list[tuple[dict[str, str], dict[str, str], str]] = [
    ({"next": "/queue/?order=date"}, {}, "/queue/?order=date"),
    ({"next": "https://elsewhere.example/"}, {}, "/queue/"),
    ({}, {"Referer": "http://testserver/articles/7/?a=b"}, "/articles/7/?a=b"),
    ({}, {"HX-Current-URL": "http://testserver/queue/?order=date"}, "/queue/?order=date"),
    ({"next": "/queue/?q=a"}, {"HX-Current-URL": "http://[::1"}, "/queue/?q=a"),
    ({}, {"HX-Current-URL": "http://[::1"}, "/queue/"),
    ({}, {"HX-Current-URL": "https://elsewhere.example/"}, "/queue/"),
    ({}, {}, "/queue/"),
]


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize("route", ["decide", "undo"])
@pytest.mark.parametrize(("form", "headers", "page"), WAYS_BACK)
def test_a_form_sent_after_the_session_ended_leads_by_sign_in_to_the_page_it_was_on(
    form: dict[str, str], headers: dict[str, str], page: str, route: str, htmx: bool, cast: Any
) -> None:
    client = Client()
    sent = {**headers, "HX-Request": "true"} if htmx else headers
    response = client.post(reverse(route, args=[1]), form, headers=sent)
    assert response.status_code == (200 if htmx else 302)
    sign_in = response["HX-Redirect" if htmx else "Location"]
    assert parse_qs(urlsplit(sign_in).query) == {"next": [page]}
    assert "You were signed out; nothing was decided." in text_of(client.get(sign_in))
    fields = {"username": "reviewer", "password": "reviewer", "next": page}
    assert client.post(sign_in, fields)["Location"] == page


@pytest.mark.parametrize("route", ["decide", "undo", "sign-out"])
def test_the_address_of_a_form_opened_says_so_and_leads_on(route: str, sign_in: Any) -> None:
    response = sign_in("reviewer").get(reverse(route, args=[] if route == "sign-out" else [1]))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "This address is no page" in text_of(response)
    assert '<a href="/queue/">To the queue</a>' in response.content.decode()


@pytest.mark.parametrize("onward", ["/sign-in/", "/sign-in/?next=/sign-in/", "/sign-out/"])
def test_sign_in_never_leads_back_to_itself_or_out(onward: str, sign_in: Any) -> None:
    response = sign_in("reviewer").get("/sign-in/", {"next": onward})
    assert response.url == "/queue/"
    form = {"username": "reviewer", "password": "reviewer", "next": onward}
    assert Client().post("/sign-in/", form).url == "/queue/"


def test_no_cache_keeps_what_a_signed_in_person_saw(
    article: Article, sign_in: Any, settings: Any
) -> None:
    ours = "articles.desk.middleware.NoStoreMiddleware"
    if ours not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, ours]
    for address in ("/queue/", article.get_absolute_url(), "/nothing-here/", "/admin/"):
        kept = sign_in("editor").get(address)["Cache-Control"]
        assert "no-store" in kept, address
        assert "private" in kept, address


def test_a_strangers_error_page_shows_no_more_than_the_way_in(client: Client, cast: Any) -> None:
    careful = Client(enforce_csrf_checks=True)
    for response in (client.get("/nothing-here/"), careful.post("/sign-in/")):
        assert response.status_code in (403, 404)
        page = response.content.decode()
        assert '<a class="way-in" href="/sign-in/">Sign in</a>' in page
        for word in ("AnonymousUser", "Sign out", "waiting", "mported"):
            assert word not in text_of(response)
