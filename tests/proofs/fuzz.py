"""Random requests to every route as every role: none is answered with a fault of the server.

Routes come from the resolver. Half of the forms are those of the desk's own pages with some fields
changed, so that they get past the checks of tokens and snapshots; the others are random throughout.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.dump_desk import FormReader
from tests.proofs import fuzz_values
from tests.proofs.fuzz_values import Fields

ROLES: Final = {"reader": "Readers", "reviewer": "Reviewers", "editor": "Editors", "superuser": ""}
STRANGER: Final = "stranger"
#: A form of every page, which would be sent more often than all others.
SIGN_OUT: Final = "/sign-out/"
#: Requests after which the accounts are as at the beginning: the superuser may lock everybody out.
RESTORED_EVERY: Final = 250
#: Different faults after which the proof ends.
MOST_FAULTS: Final = 12
#: The most forms that are kept of the pages seen last.
FORMS_KEPT: Final = 400
DOCUMENTS: Final = 24
#: The share of requests that go to the admin, which has more routes than the desk.
ADMIN_SHARE: Final = 0.4

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """A random request."""

    role: str
    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    headers: dict[str, Any]

    def __str__(self) -> str:
        address = f"{self.path}?{self.query}" if self.query else self.path
        body = f" {self.content_type!r} {self.body[:1500]!r}" if self.method == "POST" else ""
        return f"{self.role}: {self.method} {address}{body} {self.headers or ''}".rstrip()


@dataclass(slots=True)
class Fuzz:
    """The state of a run: clients, forms seen, and what was found."""

    dice: Random
    #: The routes of the desk and of the admin.
    desk: list[str]
    admin: list[str]
    say: Say
    clients: dict[str, Client] = field(default_factory=dict)
    forms: list[tuple[str, Fields]] = field(default_factory=list)
    #: By route, the names of the fields and parameters that its pages have.
    names: dict[str, list[str]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def prove(folder: Path, requests: int, seed: int, say: Say) -> bool:
    """Send the requests; tell whether none was answered with a 5xx."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        LOGGING_CONFIG=None,
    ):
        _quiet()
        _fill(folder)
        paths = sorted(set(routes()))
        admin = [path for path in paths if path.startswith("/admin/")]
        run = Fuzz(Random(seed), [path for path in paths if path not in admin], admin, say)
        for number in range(1, requests + 1):
            if number % RESTORED_EVERY == 1:
                run.clients = {role: _client(role) for role in (STRANGER, *ROLES)}
            _send(run, number)
            if number % 5000 == 0:
                say(f"{number:,} requests: {_summary(run)}")
            if len(run.faults) >= MOST_FAULTS:
                break
        say(f"{number:,} requests to {len(paths)} routes, seed {seed}: {_summary(run)}")
    return not run.faults


def routes(patterns: Any = None, prefix: str = "/") -> Iterator[str]:
    """Yield the routes of all addresses, with `<…>` where a part varies."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        text = str(pattern.pattern)
        if not isinstance(pattern.pattern, RoutePattern):
            text = re.sub(r"\(\?P<\w+>[^)]*\)", "<path>", text.strip("^$")).replace("\\", "")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + text)
        elif isinstance(pattern, URLPattern):
            yield prefix + text


def _quiet() -> None:
    """Log nothing: each refused request would be a line."""
    import logging

    logging.disable(logging.CRITICAL)


def _fill(folder: Path) -> None:
    """Import two days of demo documents."""
    quiet: dict[str, Any] = {"verbosity": 0}
    call_command("make_demo", str(folder), documents=DOCUMENTS, **quiet)
    for _ in range(2):
        with suppress(SystemExit):  # one document is invalid on purpose
            call_command("import_articles", str(folder), allow_gone=True, **quiet)
        call_command("make_demo", str(folder), next_day=True, **quiet)


def _client(role: str) -> Client:
    """Return a client of the role, whose account is as it should be."""
    client = Client(raise_request_exception=False)
    if role != STRANGER:
        user, _ = User.objects.update_or_create(
            username=role,
            defaults={
                "is_active": True,
                "is_staff": role in ("editor", "superuser"),
                "is_superuser": role == "superuser",
            },
        )
        user.groups.set(Group.objects.filter(name=ROLES[role]))
        client.force_login(user)
    return client


def _send(run: Fuzz, number: int) -> None:
    """Send one random request, and note its status, its forms and its fault."""
    route = run.dice.choice(run.admin if run.dice.random() < ADMIN_SHARE else run.desk)
    roles = (
        ["editor", *["superuser"] * 3] if route in run.admin else ["reviewer", "reviewer", "editor"]
    )
    role = run.dice.choice([STRANGER, *ROLES, *roles])
    client = run.clients[role]
    made = _request(run, role, route, client)
    # Django's own code draws from the module's generator too.
    random.seed(number)
    response = client.generic(
        made.method, made.path, made.body, made.content_type,
        **{"SERVER_NAME": "localhost", **made.headers, "QUERY_STRING": made.query},
    )  # fmt: skip
    fault = _fault(response)
    run.statuses[response.status_code] += 1
    if role != STRANGER and response.get("Location", "").startswith("/sign-in/"):
        run.clients[role] = _client(role)  # signed out, or no longer active
    if fault:
        if fault not in run.faults:
            run.say(f"VIOLATION {number}: {made}\n    {fault}")
        run.faults[fault] += 1
    elif response.status_code == 200 and "html" in response.get("Content-Type", ""):
        _harvest(run, route, made, response)


def _request(run: Fuzz, role: str, route: str, client: Client) -> Request:
    """Return a random request to a route."""
    dice = run.dice
    path = re.sub(r"<[^>]*>", lambda part: _part(dice, part[0]), route)
    if dice.random() < 0.02:
        path += dice.choice(("x/", "%00", "%ff", "/", "..", "%2e%2e/"))
    names = run.names.get(route, [])
    method = dice.choice(("GET", "GET", "GET", "HEAD", "POST", "POST", "POST", "POST"))
    if dice.random() < 0.01:
        method = dice.choice(("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "LOST"))
    query = (
        fuzz_values.query(fuzz_values.parameters(dice, names, path)) if dice.random() < 0.6 else ""
    )
    body, content_type = b"", "application/x-www-form-urlencoded"
    if method != "GET":
        forms = [fields for target, fields in run.forms if target == path]
        if run.forms and dice.random() < 0.4:
            path, fields = dice.choice(run.forms)
            fields = fuzz_values.mutated(dice, fields)
        elif forms and dice.random() < 0.8:
            fields = fuzz_values.mutated(dice, dice.choice(forms))
        else:
            fields = fuzz_values.parameters(dice, names, path)
        body = fuzz_values.query(fields).encode()
        if dice.random() < 0.06:
            content_type = dice.choice(fuzz_values.CONTENT_TYPES)
        if dice.random() < 0.04:
            body = dice.choice(fuzz_values.BODIES)
    sent = "; ".join(f"{each.key}={each.coded_value}" for each in client.cookies.values())
    headers = fuzz_values.headers(dice, sent)
    return Request(role, method, path, query, body, content_type, headers)


def _part(dice: Random, part: str) -> str:
    """Return a value for a varying part of a route, mostly one that exists."""
    if "int:" in part or dice.random() < 0.7:
        few = (1, 1, 1, 2, 2, 3, 4)
        odd = (0, 999_999, 2**31, 2**63, 10**30)
        return str(dice.choice(dice.choice((few, few, range(1, DOCUMENTS), odd))))
    return fuzz_values.segment(dice)


def _fault(response: Any) -> str:
    """Return where the request failed, or '' for a response that is none of 5xx."""
    try:
        if response.streaming:
            b"".join(response.streaming_content)
    except Exception as error:
        return f"while streaming: {_place(error)}"
    if response.status_code < 500:
        return ""
    error = response.exc_info[1] if getattr(response, "exc_info", None) else None
    return f"{response.status_code}: {_place(error) if error else 'no exception'}"


def _place(error: BaseException) -> str:
    """Return the exception and the line of this project that it passed last."""
    frames, at = [], error.__traceback__
    while at:
        frames.append((at.tb_frame.f_code.co_filename, at.tb_lineno))
        at = at.tb_next
    own = [frame for frame in frames if "/articles/" in frame[0]]
    file, line = (own or frames or [("?", 0)])[-1]
    file = re.sub(r"^.*/(?=articles/|django/)", "", file)
    return f"{type(error).__name__} at {file}:{line}: {' '.join(str(error).split())[:300]}"


def _harvest(run: Fuzz, route: str, made: Request, response: HttpResponse) -> None:
    """Keep the page's forms, and the names of their fields for the page's route."""
    names = run.names.setdefault(route, [])
    for action, fields in FormReader(response.content.decode()).forms:
        pairs = [(name, each) for name, values in fields.items() for each in values]
        target = (action or made.path).partition("?")[0]
        if target.startswith("/") and pairs and target != SIGN_OUT:
            run.forms.append((target, pairs))
        names += [name for name in fields if name not in names][: 200 - len(names)]
    del run.forms[:-FORMS_KEPT]


def _summary(run: Fuzz) -> str:
    by_class = Counter[str]()
    for status, count in run.statuses.items():
        by_class[f"{status // 100}xx"] += count
    counts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(by_class.items()))
    return f"{counts}; different faults: {len(run.faults)}"
