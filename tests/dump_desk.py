"""A desk with something to lose: two days of decisions, batches, conflicts and story changes.

It is driven through its pages and commands alone, so that every release can fill one.
"""

import re
import shutil
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
#: The accounts with their groups; each one's password is its name.
ACCOUNTS = {"reader": "Readers", "reviewer": "Reviewers", "editor": "Editors"}


class FormReader(HTMLParser):
    """The forms of a page: for each its action and the values it would send unchanged."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, Any]]] = []
        self.by_id: dict[str, dict[str, Any]] = {}
        self.inside: dict[str, Any] | None = None
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = {}
            self.forms.append((given.get("action", ""), self.inside))
            self.by_id[given.get("id", "")] = self.inside
        fields = self.by_id.get(given["form"]) if "form" in given else self.inside
        if fields is None:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        is_tick = kind in ("checkbox", "radio")
        if tag == "input" and name and (not is_tick or "checked" in given):
            fields.setdefault(name, []).append(given.get("value", "on" if is_tick else ""))
        elif tag == "select":
            self.select = name
            fields[name] = [""]
        elif tag == "option" and self.select and "selected" in given:
            fields[self.select] = [given.get("value", "")]
        elif tag == "textarea":
            fields[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""


def sign_in(name: str) -> Any:
    """Return a client that has signed in by the page, as a browser would."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    submit(client, "/sign-in/", "/sign-in/", username=name, password=name)
    return client


def submit(client: Any, page: str, action: str, to: str = "", **values: Any) -> Any:
    """Send the page's form with this action, with some values of our own; follow redirects.

    `to` is the address of a button that sends the form elsewhere.

    A value that the form already has in its fields of the same name chooses between two forms with
    one action. Raises RuntimeError where there is no such form or it is refused.
    """
    html = client.get(page, follow=True).content.decode()
    forms = [fields for target, fields in FormReader(html).forms if target in ("", action)]
    chosen = [form for form in forms if form.get("field", [""]) in ([""], [values.get("field")])]
    if not chosen:
        raise RuntimeError(f"{page} has no form that leads to {action}")
    response = client.post(to or action, chosen[0] | values, follow=True)
    if response.status_code != 200:
        raise RuntimeError(f"{page}: {action} was answered with {response.status_code}")
    return response


def decide(client: Any, article: Any, verb: str, **values: Any) -> None:
    """Decide on one article, from its page."""
    page = f"/articles/{article.pk}/"
    submit(client, page, f"{page}decide/", verb=verb, **values)


def fill(folder: Path) -> None:
    """Bring the empty desk through two days: decisions, a batch, conflicts, story changes."""
    from django.contrib.auth.models import Group, User

    for name, group in ACCOUNTS.items():
        User.objects.create_user(name, password=name, is_staff=name == "editor").groups.add(
            Group.objects.get(name=group)
        )
    User.objects.create_superuser("admin", password="admin")
    clients = {name: sign_in(name) for name in ACCOUNTS}
    command("make_demo", folder, documents=10)
    for seed in SEEDS.iterdir():
        shutil.copy(seed, folder)
    for path in folder.iterdir():
        # Noise that would be most of the dump.
        text = re.sub(r'(?m)^secured: ".*"', 'secured: "noise"', path.read_bytes().decode())
        path.write_bytes(text.encode())
    command("import_articles", folder)
    first_day(**clients)
    command("export_articles", folder)
    next_day(folder)
    command("import_articles", folder, allow_gone=True)
    second_day(**clients)


def first_day(reader: Any, reviewer: Any, editor: Any) -> None:
    """Decide with every verb; undo, redo, skip; save views and preferences."""
    waiting = articles("waiting")
    decide(reviewer, waiting[0], "approve", quality="77")
    decide(reviewer, waiting[1], "reject", reason="off-topic", note="Not our field.")
    decide(reviewer, waiting[2], "set-quality", quality="55")
    decide(reviewer, waiting[3], "approve")
    submit(reviewer, "/queue/", "/undo/")
    decide(reviewer, waiting[3], "reject")
    submit(reviewer, "/queue/", "/undo/")
    submit(reviewer, "/queue/", "/redo/")
    decide(editor, waiting[1], "reopen", note="It is our field.")
    card = re.findall(r'action="(/review/\d+/)decide/"', reviewer.get("/review/").content.decode())[
        0
    ]
    submit(reviewer, "/review/", f"{card}decide/", to=f"{card}skip/")
    published = articles("published", decision_count=0)
    decide(editor, published[0], "unpublish", reason="outdated")
    (garbled,) = articles("waiting", title__contains="â€")
    submit(editor, f"/articles/{garbled.pk}/", f"/articles/{garbled.pk}/repair-title/")
    submit(editor, "/queue/", "/batches/", verb="approve", ids=[waiting[5].pk, waiting[6].pk])
    submit(editor, "/batches/1/", "/batches/1/run/", typed="2", note="Both at once.")
    submit(editor, "/queue/", "/batches/", verb="reject", ids=[waiting[4].pk, waiting[2].pk])
    submit(reader, "/preferences/", "/preferences/", theme="dark", page_size="25")
    submit(editor, "/queue/?q=in", "/views/", name="Short words", for_all="on")
    submit(reviewer, "/queue/?order=date", "/views/", name="Newest")


def next_day(folder: Path) -> None:
    """Rewrite documents as upstream would: conflicts, and each kind of story change."""
    decided = articles("published", decided_by__username="reviewer")
    change(folder, decided[0], r"(?m)^quality: \d+", "quality: 20")
    (rejected,) = articles("rejected")
    change(folder, rejected, r"(?m)^quality: \d+", "quality: 140")
    change(folder, rejected, r"(?m)^published: false", "published: true")
    batched = articles("published", decided_by__username="editor")
    change(folder, batched[0], r"(?m)^(\w*[uU]rl:) .*", r"\1 https://another.example/story")
    change(folder, batched[0], r"(?m)^title: .*", "title: Another story")
    untouched = [*articles("waiting", decision_count=0), *articles("published", decision_count=0)]
    change(folder, untouched[0], r"(?m)^(\w*Url: \"?https://)(www\.)?", r"\1mirror-")
    (folder / untouched[1].path).unlink()
    (folder / untouched[2].path).rename(folder / "moved.md")
    change(folder, batched[1], r"(?m)^quality: .*", "quality: high")


def second_day(reader: Any, reviewer: Any, editor: Any) -> None:
    """Settle one of the conflicts, release a field, and leave."""
    (rejected,) = articles("rejected")
    page = editor.get("/conflicts/").content.decode()
    pick = re.findall(rf'value="keep:({rejected.pk}[^"]*)"', page)[0]
    submit(editor, "/conflicts/", "/conflicts/settle/", one=f"keep:{pick}")
    (repaired,) = articles("waiting", decisions__kind="edit")
    decide(editor, repaired, "release", field="title")
    for client in (reader, reviewer, editor):
        submit(client, "/queue/", "/sign-out/")


def articles(status: str, **conditions: Any) -> list[Any]:
    """Return the articles of a status, those that no decision would leave unchanged first."""
    from articles.models import Article

    return list(Article.objects.filter(status=status, **conditions).order_by("path"))


def change(folder: Path, article: Any, pattern: str, replacement: str) -> None:
    """Rewrite the lines of the article's document that match."""
    path = folder / article.path
    text, count = re.subn(pattern, replacement, path.read_bytes().decode())
    if not count:
        raise RuntimeError(f"{article.path} has no line {pattern}")
    path.write_bytes(text.encode())


def command(name: str, *words: object, **options: Any) -> None:
    """Run a management command; an import may end with status 1, that a document is invalid."""
    from django.core.management import call_command

    try:
        call_command(name, *map(str, words), stdout=StringIO(), stderr=StringIO(), **options)
    except SystemExit as end:
        if end.code != 1:
            raise
