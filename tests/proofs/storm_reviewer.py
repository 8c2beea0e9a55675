"""A reviewer of the storm: decides and reads over HTTP, and keeps what was accepted."""

import json
import re
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from random import Random
from threading import Event, Lock
from typing import Final, NamedTuple
from urllib.parse import urlencode

#: Seconds after which a request counts as never answered. A write into SQLite waits up to 30.
NEVER: Final = 90
#: How often in a row a request may be told that the desk is busy.
MOST_BUSY: Final = 12
#: What a busy desk says: to scripts and feeds, and on its page.
BUSY: Final = "The desk is busy"
PAGES: Final = (
    "/", "/queue/", "/queue/?status=published", "/queue/?q=port", "/history/", "/imports/",
    "/providers/", "/feeds/published.atom", "/feeds/published.json",
)  # fmt: skip
#: The fields of a card that its forms send.
FIELD: Final = re.compile(r'type="hidden" name="(token|seen|shown|place)" value="([^"]*)"')


class Violation(AssertionError):
    """What the proof says does not hold."""


class Accepted(NamedTuple):
    """An act that the desk has accepted: its idempotency token, and what it must be recorded as."""

    token: str
    act: int
    by: str
    article: int
    kind: str


class Tally:
    """Counts of what all reviewers did, and the seconds that answers took; for several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self.seconds = self.longest = 0.0

    def add(self, what: str, seconds: float = 0.0) -> None:
        with self._lock:
            self._counts[what] += 1
            self.seconds += seconds
            self.longest = max(self.longest, seconds)

    def counts(self) -> Counter[str]:
        """Return a copy of the counts."""
        with self._lock:
            return Counter(self._counts)


class Reviewer:
    """Somebody who reviews with the requests of the page's script, and reads pages between."""

    def __init__(self, port: int, name: str, password: str, seed: int, tally: Tally) -> None:
        self.name, self.password = name, password
        self.dice = Random(seed)
        self.tally = tally
        self.http = HTTPConnection("127.0.0.1", port, timeout=NEVER)
        self.cookies: SimpleCookie = SimpleCookie()
        self.page = ""
        self.accepted: list[Accepted] = []

    def sign_in(self) -> None:
        """Sign in with name and password, and open review."""
        self._request("GET", "/sign-in/")
        form = {"username": self.name, "password": self.password, "next": "/review/"}
        while (status := self._send("POST", "/sign-in/", form)[0]) == 503:
            self.tally.add("503 hashing")  # a process hashes one password at a time
        if status != 302:
            raise Violation(f"{self.name} can't sign in: {status}")
        _, body = self._request("GET", "/review/")
        opened = re.search(r'data-page="(\w+)"', body)
        if not opened:
            raise Violation("/review/ has no token of its page")
        self.page = opened[1]

    def review(self, ended: Event) -> None:
        """Decide and read until the event is set."""
        with closing(self.http):
            while not ended.is_set():
                self.read()
                pk, card = self._next()
                if pk:
                    self._weigh(pk, {name: unescape(value) for name, value in FIELD.findall(card)})
                else:
                    # All that is left is with others, until the next import.
                    ended.wait(0.5)

    def _weigh(self, pk: int, fields: dict[str, str]) -> None:
        """Skip the article, or decide on it, perhaps with a quality first; undo now and then."""
        chance = self.dice.random()
        if chance < 0.1:
            self._skip(pk, fields)
        elif chance < 0.8 or self._set_quality(pk, fields):
            self._decide(pk, "approve" if self.dice.random() < 0.6 else "reject", fields)
        if self.dice.random() < 0.15:
            self._undo()

    def read(self) -> None:
        """Read a page or feed, or the article of an earlier act."""
        path = self.dice.choice(PAGES)
        if self.accepted and self.dice.random() < 0.3:
            path = f"/articles/{self.dice.choice(self.accepted).article}/"
        self._request("GET", path)

    def _next(self) -> tuple[int, str]:
        """Return the next card's article and markup; 0 where there is none to deal."""
        _, card = self._request("POST", "/review/next/", {"query": "", "page": self.page})
        match = re.search(r'data-article="(\d+)"', card)
        if not match and "data-review-end" not in card:
            raise Violation(f"neither a card nor the end of review: {card[:500]}")
        return int(match[1]) if match else 0, card

    def _decide(self, pk: int, verb: str, fields: Mapping[str, str], **more: str) -> str:
        """Send a decision, now and then twice; return the answer, '' where it was refused."""
        form = {"query": "", "page": self.page, **fields, "verb": verb, **more}
        path = f"/review/{pk}/decide/"
        status, body = self._request("POST", path, form, allowed=(200, 409))
        if status == 409:
            # An import brought another text meanwhile, or an undo changed what stands.
            self.tally.add("refused, 409")
            return ""
        act = json.loads(body)["act"]
        if not act:
            self.tally.add("nothing to change")
            return body
        self._accept(fields["token"], act, pk, verb)
        if self.dice.random() < 0.1:
            _, again = self._request("POST", path, form)
            if json.loads(again)["act"] != act:
                raise Violation(f"a form sent twice is act {act}, then {again}")
            self.tally.add("sent twice")
        return body

    def _set_quality(self, pk: int, fields: dict[str, str]) -> bool:
        """Set the quality alone; tell whether the card stays, with its new token and snapshot."""
        quality = str(self.dice.randrange(150))
        body = self._decide(pk, "set-quality", fields, quality=quality)
        answer = json.loads(body) if body else {}
        fields.update({name: answer[name] for name in ("token", "seen") if name in answer})
        return "stays" in answer

    def _skip(self, pk: int, fields: Mapping[str, str]) -> None:
        self._request("POST", f"/review/{pk}/skip/", {"query": "", "page": self.page, **fields})
        self.tally.add("skipped")

    def _undo(self) -> None:
        """Undo the last act or skip."""
        form = {"token": secrets.token_hex(16), "place": "review"}
        status, body = self._request("POST", "/undo/", form, allowed=(200, 409))
        answer = json.loads(body)
        if status == 409:
            self.tally.add("refused, 409")
        elif answer["act"]:
            self._accept(form["token"], answer["act"], answer["article"], "undo")
        else:
            self.tally.add("skip undone")

    def _accept(self, token: str, act: int, article: int, kind: str) -> None:
        self.accepted.append(Accepted(token, act, self.name, article, kind))
        self.tally.add(kind)

    def _request(
        self, method: str, path: str, form: Mapping[str, str] | None = None,
        *, allowed: tuple[int, ...] = (200,),
    ) -> tuple[int, str]:  # fmt: skip
        """Return status and body; again where the desk is busy. Any other status is a violation."""
        for _ in range(MOST_BUSY):
            began = time.monotonic()
            try:
                status, body, retry_after = self._send(method, path, form)
            except (OSError, HTTPException) as error:
                raise Violation(f"{method} {path}: no answer: {error!r}") from error
            if status == 503 and BUSY in body and retry_after.isdecimal():
                self.tally.add("503 busy")
                time.sleep(int(retry_after))
                continue
            self.tally.add(str(status), time.monotonic() - began)
            if status not in allowed:
                raise Violation(f"{method} {path}: {status}: {body[:2000]}")
            return status, body
        raise Violation(f"{method} {path}: busy {MOST_BUSY} times in a row")

    def _send(
        self, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Return status, body and Retry-After of one answer; keep the cookies."""
        sent = {name: each.value for name, each in self.cookies.items()}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in sent.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = sent.get("csrftoken", "")
            if path != "/sign-in/":
                headers["HX-Request"] = "true"
        self.http.request(method, path, urlencode(form) if form else None, headers)
        response = self.http.getresponse()
        for value in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(value)
        body = response.read().decode()
        return response.status, body, response.headers.get("Retry-After", "")
