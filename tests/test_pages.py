"""What every page owes a person: strangers' content shown harmlessly, nothing inline."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.desk_kit import QUEUE

pytestmark = pytest.mark.django_db


def test_what_a_document_holds_shows_as_text(sign_in: Any, make_article: Any) -> None:
    article = make_article(
        title="<script>alert(1)</script>", excerpt="They&#8217;re &lt;b&gt;here&lt;/b&gt;",
        rest="featuredContent: '<iframe src=https://videos.example/1></iframe>'\n",
    )  # fmt: skip
    page = sign_in("reader").get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "They’re &lt;b&gt;here" in page
    assert "<iframe" not in page


def test_only_pictures_by_https_are_loaded(sign_in: Any, make_article: Any) -> None:
    make_article(rest="images:\n  - url: http://pictures.example/a.jpg\n")
    page = sign_in("reader").get(QUEUE).content.decode()
    assert 'src="http://pictures.example' not in page
    assert "pictures.example: not https" in page


def test_no_page_allows_anything_inline(sign_in: Any, seeds: Any) -> None:
    client = sign_in("editor")
    for address in (QUEUE, seeds.waiting.get_absolute_url()):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_a_signed_in_person_lands_in_the_queue(db: None, cast: Any, client: Client) -> None:
    for name in ("reviewer", "editor"):
        response = client.post("/sign-in/", {"username": name, "password": name})
        assert response.url == QUEUE
        client.post("/sign-out/")
    assert User.objects.filter(username="reviewer", last_login__isnull=False).exists()
