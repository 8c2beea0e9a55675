"""Data that holds one hostile text wherever a text can stand, and the pages that show it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import admin
from django.contrib.auth.models import User

from articles import moderation
from articles.models import Act, Article, ImportRun, SavedView
from articles.sync.importer import import_target
from articles.sync.targets import targets


def hostile_addresses(
    text: str,
    name: str,
    by: User,
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    act_parameters: Callable[..., dict[str, Any]],
) -> dict[str, str]:
    """Make data that holds a text wherever one can stand; return the addresses of pages by name.

    `name` is that of a document, without its suffix.
    """
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    fields = {
        "title": quoted, "excerpt": f"{quoted} said", "provider": f'"{quoted}"',
        "topics": (f'"{quoted}"',), "type": "video",
        "rest": (
            f'images:\n  - url: http://a.example/1\n    title: "{quoted}"\n'
            f'    attribution: "{quoted}"\n'
            f'related:\n  - title: "{quoted}"\n    excerpt: "{quoted}"\n    quality: 90\n'
            f'    webUrl: https://b.example/1\n    provider:\n      name: "{quoted}"\n'
            "      domain: b.example\n"
        ),
    }  # fmt: skip
    rejected = make_article(name=f"{name}.md", **fields, quality=40)
    moderation.reject([rejected], **act_parameters(by, rejected, note=text))
    edited = {"title": f"{text} ours", "excerpt": f"{text} ours"}
    moderation.edit([rejected], edited, **act_parameters(by, rejected, note=text))
    again = {**fields, "title": f"{quoted} again", "excerpt": f"{quoted} again"}
    path = write_document(f"{name}.md", **again, quality=90)
    import_target(targets([str(path.parent)])[0])
    published = make_article(**{**fields, "title": f"{quoted} too"}, quality=80)
    moderation.approve([published], **act_parameters(by, published, note=text))
    for number in range(3):
        make_article(**fields, quality=20 + number)
    bad = path.parent / f"bad{name}.md"
    bad.write_text(f'---\ntitle: "{quoted}"\n"k{quoted}": [\n---\n')
    import_target(targets([str(path.parent)])[0])
    SavedView.objects.create(by=by, name=text[:60], query=urlencode({"q": text}))
    run = ImportRun.objects.earliest("pk")
    changed = ImportRun.objects.filter(entries__status="changed").first() or run
    pk, act = rejected.pk, Act.objects.latest("pk").pk
    own = {
        "today": "/", "queue": "/queue/", "all": f"/queue/?status=all&topic={quote(text)}",
        "review": "/review/", "conflicts": "/conflicts/", "history": f"/history/?article={pk}",
        "article": f"/articles/{pk}/", "texts": f"/articles/{pk}/texts/", "act": f"/acts/{act}/",
        "published": f"/articles/{published.pk}/", "imports": "/imports/",
        "providers": "/providers/", "provider": rejected.provider.get_absolute_url(),
        "import": run.get_absolute_url(), "changes": changed.get_absolute_url(),
        "preferences": "/preferences/", "nothing": f"/queue/?topic=x{quote(text)}",
    }  # fmt: skip
    return own | dict(_admin_pages())


def _admin_pages() -> list[tuple[str, str]]:
    """Return the admin's list of each of the desk's models, and pages of its first and last row."""
    pages = []
    for model in admin.site._registry:
        if model._meta.app_label != "articles":
            continue
        place = f"/admin/articles/{model._meta.model_name}/"
        pages.append((f"{place} list", place))
        rows = model._default_manager.order_by("pk")
        for row in {getattr(each, "pk", None) for each in (rows.first(), rows.last())} - {None}:
            pages.append((f"{place} {row}", f"{place}{row}/change/"))
    return pages
