"""A test client for the admin, which fills in and posts the forms that its pages have."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from articles import moderation
from articles.models import Act, Article

LIST = "/admin/articles/article/"
MakeArticle = Callable[..., Article]


class FormParser(HTMLParser):
    """The fields that a browser would post from each form of a page, by the form's id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, Any]] = {}
        self.form, self.area, self.select = "", "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        attrs = dict(attributes)
        name = attrs.get("name", "")
        if tag == "form":
            self.form = attrs.get("id", "")
            self.fields[self.form] = {}
        elif not self.form or "disabled" in attrs:
            return
        elif tag == "textarea":
            self.area = name
            self._set(name, "")
        elif tag == "select":
            self.select = name
            if "multiple" not in attrs:
                self._set(name, "")
        elif tag == "option" and "selected" in attrs:
            self._set(self.select, attrs.get("value", ""))
        elif tag == "input":
            kind = attrs.get("type", "text")
            if kind in ("submit", "button") or (kind == "checkbox" and "checked" not in attrs):
                return
            self._set(name, attrs.get("value", "on" if kind == "checkbox" else ""))

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


def form_data(page: Any, form: str = "changelist-form") -> dict[str, Any]:
    """Return the fields that a browser would post from the form of the page."""
    return FormParser(page.content.decode()).fields[form]


class Editor:
    """A signed-in user of the admin who opens pages, changes their form data and posts it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open_list(self, query: str = "") -> dict[str, Any]:
        """Return the form data of the list of articles."""
        page = self.client.get(LIST + query)
        assert page.status_code == 200
        return form_data(page)

    def row_prefix(self, form: dict[str, Any], article: Article) -> str:
        """Return the prefix of the form fields in the article's row."""
        (prefix,) = (
            name[:-2]
            for name, value in form.items()
            if re.fullmatch(r"form-\d+-id", name) and value == str(article.pk)
        )
        return prefix

    def tick(self, form: dict[str, Any], article: Article) -> None:
        form[f"{self.row_prefix(form, article)}published"] = "on"

    def untick(self, form: dict[str, Any], article: Article) -> None:
        del form[f"{self.row_prefix(form, article)}published"]

    def set_quality(self, form: dict[str, Any], article: Article, quality: object) -> None:
        form[f"{self.row_prefix(form, article)}quality"] = str(quality)

    def save_list(self, form: dict[str, Any], query: str = "", **more: Any) -> Any:
        return self.client.post(LIST + query, {**form, **more, "_save": "Save"})

    def start_action(self, action: str, *articles: Article, query: str = "", **more: Any) -> Any:
        """Run the action on the rows, and return the page that it redirects to."""
        form = more.pop("form", None) or self.open_list(query)
        chosen = [str(article.pk) for article in articles]
        form = {**form, "action": action, "index": "0", "_selected_action": chosen, **more}
        return self.client.post(LIST + query, form, follow=True)

    def run_action(self, action: str, *articles: Article, query: str = "", **more: Any) -> Any:
        """Run the action on the rows, and confirm it where the batch's page asks."""
        page = self.start_action(action, *articles, query=query, **more)
        match = re.search(r'id="confirm"[^>]*action="([^"]*)"', page.content.decode())
        if not match:
            return page
        form = form_data(page, "confirm")
        return self.client.post(match[1], {**form, "typed": form["shown"]}, follow=True)

    def open_page(self, article: Article) -> dict[str, Any]:
        """Return the form data of the article's page."""
        return form_data(self.client.get(f"{LIST}{article.pk}/change/"), "article_form")

    def save_page(self, article: Article, form: dict[str, Any], **more: Any) -> Any:
        address = f"{LIST}{article.pk}/change/"
        return self.client.post(address, {**form, **more, "_save": "Save"})


def only_act() -> Act:
    """Return the only act. Raises an error where there is none or more than one."""
    return Act.objects.get()


def decide_quality(decide: Any, article: Article, quality: int) -> None:
    """Set the quality of the article as reviewer."""
    decide(
        lambda articles, **act: moderation.set_quality(articles, quality, **act),
        "reviewer",
        article,
    )


def open_then_decided(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> tuple[Article, dict[str, Any]]:
    """Return an article and its form, opened before a reviewer set the quality from 38 to 55."""
    article = make_article(quality=38)
    form = editor.open_page(article)
    decide_quality(decide, article, 55)
    return article, form
