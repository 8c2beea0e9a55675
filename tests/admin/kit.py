"""An editor at the admin, tried through its own pages and forms."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from articles.models import Act, Article

LIST = "/admin/articles/article/"
Make = Callable[..., Article]


class Forms(HTMLParser):
    """What a browser would send from each form of a page, by the form's id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, Any]] = {}
        self.form, self.area, self.select = "", "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        found = dict(attributes)
        name = found.get("name", "")
        if tag == "form":
            self.form = found.get("id", "")
            self.fields[self.form] = {}
        elif not self.form or "disabled" in found:
            return
        elif tag == "textarea":
            self.area = name
            self._set(name, "")
        elif tag == "select":
            self.select = name
            if "multiple" not in found:
                self._set(name, "")
        elif tag == "option" and "selected" in found:
            self._set(self.select, found.get("value", ""))
        elif tag == "input":
            kind = found.get("type", "text")
            if kind in ("submit", "button") or (kind == "checkbox" and "checked" not in found):
                return
            self._set(name, found.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, text: str) -> None:
        if self.area:
            self._set(self.area, text.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.form = ""

    def _set(self, name: str, value: str) -> None:
        if name:
            self.fields[self.form][name] = value


def sent_from(page: Any, form: str = "changelist-form") -> dict[str, Any]:
    return Forms(page.content.decode()).fields[form]


class Desk:
    """An editor at the admin: opens pages, changes what they show, and sends them."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, query: str = "") -> dict[str, Any]:
        page = self.client.get(LIST + query)
        assert page.status_code == 200
        return sent_from(page)

    def row(self, form: dict[str, Any], article: Article) -> str:
        """Return the prefix of the article's row."""
        (prefix,) = (
            name[:-2]
            for name, value in form.items()
            if re.fullmatch(r"form-\d+-id", name) and value == str(article.pk)
        )
        return prefix

    def tick(self, form: dict[str, Any], article: Article) -> None:
        form[f"{self.row(form, article)}published"] = "on"

    def untick(self, form: dict[str, Any], article: Article) -> None:
        del form[f"{self.row(form, article)}published"]

    def score(self, form: dict[str, Any], article: Article, quality: object) -> None:
        form[f"{self.row(form, article)}quality"] = str(quality)

    def save(self, form: dict[str, Any], query: str = "", **more: Any) -> Any:
        return self.client.post(LIST + query, {**form, **more, "_save": "Save"})

    def choose(self, action: str, *articles: Article, query: str = "", **more: Any) -> Any:
        """Run the action on the rows, and return the page it leads to."""
        form = more.pop("form", None) or self.open(query)
        chosen = [str(article.pk) for article in articles]
        form = {**form, "action": action, "index": "0", "_selected_action": chosen, **more}
        return self.client.post(LIST + query, form, follow=True)

    def act(self, action: str, *articles: Article, query: str = "", **more: Any) -> Any:
        """Run the action on the rows; confirm what the batch's page shows, where it asks."""
        page = self.choose(action, *articles, query=query, **more)
        found = re.search(r'id="confirm"[^>]*action="([^"]*)"', page.content.decode())
        if not found:
            return page
        form = sent_from(page, "confirm")
        return self.client.post(found[1], {**form, "typed": form["shown"]}, follow=True)

    def page(self, article: Article) -> dict[str, Any]:
        return sent_from(self.client.get(f"{LIST}{article.pk}/change/"), "article_form")

    def save_page(self, article: Article, form: dict[str, Any], **more: Any) -> Any:
        address = f"{LIST}{article.pk}/change/"
        return self.client.post(address, {**form, **more, "_save": "Save"})


def only_act() -> Act:
    """Return the act, where there is just one."""
    return Act.objects.get()
