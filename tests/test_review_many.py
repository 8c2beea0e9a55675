"""Two and then eight people review one queue, over HTTP, until it is empty."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from django.utils import timezone

from articles.models import Act, Article, Decision, Lease
from articles.models.sort_orders import SORTINGS
from articles.moderation.dealing import deal
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.lengths import by_database
from tests.race_kit import at_once

#: The number of articles; with NEWSROOM_REVIEWED=500 the test takes about a minute.
ARTICLES = int(os.environ.get("NEWSROOM_REVIEWED") or by_database(60, 40))
#: How many of them the first two decide before six more join.
BY_TWO = ARTICLES // 5 * 2
CSRF = "c" * 32
ROUNDS = 3

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_for_threads"),
]


class Reviewer:
    """An HTTP client that works like the page's script: it holds a card and the next one."""

    def __init__(self, port: int, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": CSRF}
        self.user = user
        self.http = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "X-CSRFToken": CSRF,
        }
        self.dealt: list[int] = []
        self.saw_all_clear_too_early = False

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a form; return the body of the response, which must be 200."""
        self.http.request("POST", path, urlencode([("query", ""), *fields]), self.headers)
        answer = self.http.getresponse()
        body = answer.read().decode()
        assert answer.status == 200, (answer.status, body[:2000])
        return body

    def next(self, held: list[str]) -> tuple[str, str]:
        """Return the next card's article and markup; no article where there is none."""
        card = self.post("/review/next/", [("beside", pk) for pk in held])
        match = re.search(r'data-article="(\d+)"', card)
        if not match:
            assert "data-review-end" in card
            return "", card
        self.dealt.append(int(match[1]))
        return match[1], card

    def decide(self, pk: str, card: str) -> None:
        """Send the card's form: approve articles of odd id, reject the others."""
        fields = re.findall(r'type="hidden" name="(token|seen|place)" value="([^"]*)"', card)
        verb = "approve" if int(pk) % 2 else "reject"
        result = json.loads(self.post(f"/review/{pk}/decide/", [*fields, ("verb", verb)]))
        assert result["act"], result

    def review(self, most: int) -> None:
        """Decide at most this many articles, or until none is left."""
        shown = self.next([])
        for left in range(most, 0, -1):
            pk, card = shown
            if pk:
                prefetched = self.next([pk]) if left > 1 else ("", "")
                self.decide(pk, card)
                shown = prefetched if prefetched[0] or left == 1 else self.next([])
                continue
            if "All clear" in card:
                # Nothing is imported meanwhile, so that articles waiting now were waiting then.
                self.saw_all_clear_too_early = Article.objects.waiting().exists()
                return
            shown = self.next([])

    def review_until_empty(self) -> None:
        self.review(10**6)


@contextmanager
def served() -> Iterator[int]:
    """Serve the desk with a thread and a connection for each client; yield the port."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    try:
        yield server.port
    finally:
        server.terminate()


@pytest.fixture
def queue_of_many(db: None, write_document: Callable[..., Path]) -> int:
    """Import ARTICLES documents; return the number of waiting articles."""
    for number in range(ARTICLES):
        path = write_document(quality=number % 70, heat=-1 if number % 7 == 0 else 12)
    (target,) = targets([str(path.parent)])
    import_target(target)
    return Article.objects.waiting().count()


def people() -> Iterator[User]:
    """Yield new reviewers without end."""
    for number in count(1):
        user = User.objects.create_user(f"reviewer-{number}")
        user.groups.add(Group.objects.get(name="Reviewers"))
        yield user


def test_of_eight_who_reach_for_one_article_at_the_same_moment_one_gets_it(
    users: SimpleNamespace, make_article: Callable[..., Article]
) -> None:
    new = people()
    eight = [next(new) for _ in range(8)]
    options = {"sorting": SORTINGS["quality"], "scope": "all"}
    for _ in range(ROUNDS):
        article = make_article()
        waiting = Article.objects.waiting().filter(pk=article.pk)
        dealt = at_once(*[partial(deal, each, waiting, **options) for each in eight])
        (won,) = [each for each in dealt if each.article]
        assert Lease.objects.get(article=article).by == won.lease.by
        assert [each.with_others for each in dealt if each is not won] == [1] * 7
        Lease.objects.update(until=timezone.now())
        dealt = at_once(*[partial(deal, each, waiting, **options) for each in eight])
        assert len([each for each in dealt if each.article]) == 1


def test_two_and_then_eight_clients_review_one_queue_until_it_is_empty(
    users: SimpleNamespace, queue_of_many: int
) -> None:
    assert queue_of_many == ARTICLES
    new = people()
    with served() as port:
        two = [Reviewer(port, next(new)) for _ in range(2)]
        at_once(*[partial(each.review, BY_TWO // 2) for each in two])
        assert Decision.objects.count() == BY_TWO
        eight = two + [Reviewer(port, next(new)) for _ in range(6)]
        at_once(*[each.review_until_empty for each in eight])
        for each in eight:
            each.http.close()
    dealt = Counter(pk for each in eight for pk in each.dealt)
    assert sorted(dealt) == sorted(Article.objects.values_list("pk", flat=True))
    assert {pk: times for pk, times in dealt.items() if times > 1} == {}
    assert not any(each.saw_all_clear_too_early for each in eight)
    assert not Article.objects.waiting().exists()
    decided = Decision.objects.values_list("article", "act__by")
    assert sorted(decided) == sorted((pk, each.user.pk) for each in eight for pk in each.dealt)
    assert Act.objects.count() == Decision.objects.filter(number=1).count() == ARTICLES
    assert not Lease.objects.exists()
    assert all(each.dealt for each in eight)
