"""What people decide and what upstream rewrites, for the proofs to have something to lose."""

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
from articles.moderation.orders import Seen
from articles.rules import Status

BATCH = 400
Documents = dict[str, bytes]


def demo_documents(count: int, seed: int) -> Documents:
    """Return so many demo documents, by path."""
    return {name: text.encode() for name, text in documents.documents(count, seed)}


def editor() -> User:
    """Return the person who decides here."""
    person, is_new = User.objects.get_or_create(username="editor")
    if is_new:
        person.groups.add(Group.objects.get(name="Editors"))
    return person


def decide(dice: Random) -> None:
    """Decide on most articles: approve, reject, take down, set quality, edit titles and topics."""
    waiting = list(Article.objects.filter(status=Status.WAITING).order_by("path"))
    published = list(Article.objects.filter(status=Status.PUBLISHED).order_by("path"))
    dice.shuffle(waiting)
    dice.shuffle(published)
    _deal(waiting, [
        (0.4, moderation.approve, {"quality": 901}),
        (0.2, moderation.approve, {}),
        (0.1, moderation.reject, {}),
        (0.1, moderation.set_quality, {"quality": 11}),
        (0.1, moderation.edit, {"values": {"title": 'Edited: a "better" title'}}),
    ])  # fmt: skip
    _deal(published, [
        (0.4, moderation.unpublish, {}),
        (0.3, moderation.set_quality, {"quality": 902}),
        (0.1, moderation.edit, {"values": {"topics": ["Ports", "AI"]}}),
    ])  # fmt: skip


def think_again(dice: Random) -> None:
    """Undo every other act of so far, and set another quality on what was not approved."""
    by = editor()
    for act in list(Act.objects.order_by("pk"))[::2]:
        moderation.undo(act, by=by, token=new_token(), place="command")
    rest = list(Article.objects.filter(status=Status.PUBLISHED).order_by("path"))
    dice.shuffle(rest)
    _deal(rest, [(0.5, moderation.set_quality, {"quality": 903})])


def _deal(articles: Sequence[Article], shares: Iterable[tuple[float, Any, dict[str, Any]]]) -> None:
    left = iter(articles)
    for share, verb, words in shares:
        some = islice(left, int(len(articles) * share))
        while batch := list(islice(some, BATCH)):
            seen = {article.pk: Seen.of(article) for article in batch}
            verb = partial(verb, **words)
            outcome = verb(batch, by=editor(), token=new_token(), place="command", seen=seen)
            assert not outcome.blocked


def next_day(documents: Documents, dice: Random) -> Documents:
    """Return the documents as upstream left them a day later; every text has changed.

    Few scores cross the threshold, few stories are gone, new, moved, replaced, found at another
    site or broken.
    """
    after: Documents = {}
    for number, (path, content) in enumerate(documents.items()):
        text = re.sub(r'(?m)^secured: "', f'secured: "{dice.randrange(10**9)}', content.decode())
        turn = dice.random()
        if turn < 0.02:
            continue
        if turn < 0.04:
            path = f"elsewhere/{path}"
        elif turn < 0.06:
            text = _replaced(text, number)
        elif turn < 0.08:
            text = re.sub(r"(?m)^(\w+Url: \"?https://)", r"\1mirror-", text)
        elif turn < 0.09:
            text = re.sub(r"(?m)^quality: .*?(\r?)$", r"quality: high\1", text)
        elif turn < 0.2:
            text = _scored(text, dice.randrange(140))
        elif turn < 0.5:
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
