"""A day of decisions and a night of upstream's rewrites, as data for the proofs."""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice
from random import Random
from typing import Any

from django.contrib.auth.models import Group, User

from articles import moderation
from articles.demo import documents
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from articles.rules import Status

BATCH = 400
Documents = dict[str, bytes]


def demo_documents(count: int, seed: int) -> Documents:
    """Return `count` demo documents by path."""
    return {name: text.encode() for name, text in documents.documents(count, seed)}


def editor() -> User:
    """Return the account that decides, created at the first call."""
    person, is_new = User.objects.get_or_create(username="editor")
    if is_new:
        person.groups.add(Group.objects.get(name="Editors"))
    return person


def decide(dice: Random) -> None:
    """Decide on most articles: approve, reject, take down, set quality, edit title and topics."""
    waiting = list(Article.objects.filter(status=Status.WAITING).order_by("path"))
    published = list(Article.objects.filter(status=Status.PUBLISHED).order_by("path"))
    dice.shuffle(waiting)
    dice.shuffle(published)
    _apply(waiting, [
        (0.4, moderation.approve, {"quality": 901}),
        (0.2, moderation.approve, {}),
        (0.1, moderation.reject, {}),
        (0.1, moderation.set_quality, {"quality": 11}),
        (0.1, moderation.edit, {"values": {"title": 'Edited: a "better" title'}}),
    ])  # fmt: skip
    _apply(published, [
        (0.4, moderation.unpublish, {}),
        (0.3, moderation.set_quality, {"quality": 902}),
        (0.1, moderation.edit, {"values": {"topics": ["Ports", "AI"]}}),
    ])  # fmt: skip


def reconsider(dice: Random) -> None:
    """Undo every other act so far, and set another quality on half of what is published."""
    by = editor()
    for act in list(Act.objects.order_by("pk"))[::2]:
        moderation.undo(act, by=by, token=new_token(), place="command")
    rest = list(Article.objects.filter(status=Status.PUBLISHED).order_by("path"))
    dice.shuffle(rest)
    _apply(rest, [(0.5, moderation.set_quality, {"quality": 903})])


def _apply(
    articles: Sequence[Article], shares: Iterable[tuple[float, Any, dict[str, Any]]]
) -> None:
    """Decide on shares of the articles, each with a verb and its arguments."""
    remaining = iter(articles)
    for share, verb, arguments in shares:
        some = islice(remaining, int(len(articles) * share))
        while batch := list(islice(some, BATCH)):
            seen = {article.pk: Seen.of(article) for article in batch}
            verb = partial(verb, **arguments)
            outcome = verb(batch, by=editor(), token=new_token(), place="command", seen=seen)
            assert not outcome.blocked


def next_day(documents: Documents, dice: Random) -> Documents:
    """Return the documents as upstream rewrites them for the next day; every text changes.

    A few cross the publish threshold; a few are gone, new, moved, replaced, at another source or
    invalid.
    """
    after: Documents = {}
    for number, (path, content) in enumerate(documents.items()):
        text = re.sub(r'(?m)^secured: "', f'secured: "{dice.randrange(10**9)}', content.decode())
        chance = dice.random()
        if chance < 0.02:
            continue
        if chance < 0.04:
            path = f"elsewhere/{path}"
        elif chance < 0.06:
            text = _replaced(text, number)
        elif chance < 0.08:
            text = re.sub(r"(?m)^(\w+Url: \"?https://)", r"\1mirror-", text)
        elif chance < 0.09:
            text = re.sub(r"(?m)^quality: .*?(\r?)$", r"quality: high\1", text)
        elif chance < 0.2:
            text = _scored(text, dice.randrange(140))
        elif chance < 0.5:
            text = re.sub(r"(?m)^heat: \d+", f"heat: {dice.randrange(90)}", text)
        after[path] = text.encode()
    return after | {
        f"new-{name}": content
        for name, content in demo_documents(len(documents) // 50 + 1, dice.randrange(10**6)).items()
    }


def _replaced(text: str, number: int) -> str:
    text = re.sub(r'(?m)^title: ".*"', f'title: "Another story, number {number}"', text)
    return re.sub(
        r"(?m)^(\w+Url:) \S+", rf'\1 "https://another.example/story-{number}"', text
    )  # fmt: skip


def _scored(text: str, quality: int) -> str:
    text = re.sub(r"(?m)^quality: \d+", f"quality: {quality}", text)
    flag = "true" if quality >= 70 else "false"
    return re.sub(r"(?m)^published: \w+", f"published: {flag}", text)
