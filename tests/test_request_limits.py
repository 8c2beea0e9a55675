"""The limits that deployment.md states: what is at one is taken, what is over it is refused.

Those of connections and of a request's headers are in `tests/server`.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.desk.queue.filters import MAX_TEXT_LENGTH
from articles.desk.queue.saving_views import QUERY_LENGTH
from articles.documents import limits as documents
from articles.models import Act, SavedView
from newsroom.server import limits as connections
from tests.desk_kit import decide, text_of

pytestmark = pytest.mark.django_db

DEPLOYMENT = Path(__file__).resolve().parent.parent / "newsroom" / "docs" / "deployment.md"
FORM = "application/x-www-form-urlencoded"


def form_of(size: int) -> bytes:
    """Return a form of this many bytes."""
    return b"note=" + b"a" * (size - 5)


@pytest.mark.parametrize("address", ["/queue/", "/sign-in/", "/nowhere/", "/admin/"])
def test_a_body_before_sign_in_is_short(address: str, users: Any) -> None:
    most = settings.MAX_BODY_BEFORE_SIGN_IN
    taken = Client().post(address, form_of(most), content_type=FORM)
    assert taken.status_code != 413
    refused = Client().post(address, form_of(most + 1), content_type=FORM)
    assert refused.status_code == 413
    assert "Without signing in, a form may send 64.0 KB, and this one was longer" in text_of(
        refused
    )
    assert "sign in , then go back and send it again" in text_of(refused)


def test_a_cookie_of_no_session_does_not_lengthen_it(users: Any) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    body = form_of(settings.MAX_BODY_BEFORE_SIGN_IN + 1)
    assert client.post("/queue/", body, content_type=FORM).status_code == 413


@pytest.mark.parametrize("address", ["/queue/", "/nowhere/", "/admin/"])
def test_a_body_of_somebody_signed_in_has_a_limit(address: str, sign_in: Any) -> None:
    client, most = sign_in("editor"), settings.MAX_BODY
    assert client.post(address, form_of(most), content_type=FORM).status_code != 413
    refused = client.post(address, form_of(most + 1), content_type=FORM)
    assert refused.status_code == 413
    assert "A form may send 1.0 MB, and this one was longer. Nothing was changed." in text_of(
        refused
    )


@pytest.mark.parametrize("role", ["stranger", "editor"])
def test_a_body_over_the_limit_is_not_read(role: str, sign_in: Any) -> None:
    """An anonymous multipart of 300 MB lay on the disk before it was refused."""

    class Unread:
        def read(self, *size: int) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    response = sign_in(role).generic(
        "POST", "/queue/", content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(300 << 20)},
    )  # fmt: skip
    assert response.status_code == 413


def test_a_file_in_a_form_is_not_written_to_the_disk(
    sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    monkeypatch.setattr(settings, "MAX_BODY", 8 << 20)
    file = SimpleUploadedFile("a.bin", b"x" * (4 << 20))
    response = sign_in("editor").post("/preferences/", {"theme": "dark", "file": file})
    assert response.status_code == 422  # a field is missing
    many = {f"file{number}": SimpleUploadedFile("a", b"a") for number in range(11)}
    response = sign_in("editor").post("/preferences/", many)
    assert response.status_code == 400
    assert "The desk takes no files." in text_of(response)


def test_a_form_has_a_limit_of_fields(sign_in: Any) -> None:
    client, most = sign_in("editor"), settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    for role in (client, Client()):
        taken = role.post("/nowhere/", "&".join(["a=1"] * most), content_type=FORM)
        assert taken.status_code == 404
        refused = role.post("/nowhere/", "&".join(["a=1"] * (most + 1)), content_type=FORM)
        assert refused.status_code == 400
        assert "A form takes 1,000 fields at most. Nothing was changed." in text_of(refused)
    assert client.get("/queue/?" + "&".join(["a=1"] * most)).status_code == 200
    refused = client.get("/queue/?" + "&".join(["a=1"] * (most + 1)))
    assert refused.status_code == 400
    assert "A form takes 1,000 fields at most." in text_of(refused)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("q", MAX_TEXT_LENGTH), ("provider", documents.DOMAIN[1]), ("topic", documents.TOPIC[1]),
    ],
)  # fmt: skip
def test_a_filter_has_a_limit_of_characters(name: str, most: int, sign_in: Any) -> None:
    client = sign_in("reader")
    taken = text_of(client.get(f"/queue/?{name}=" + "a" * most))
    assert "characters, not" not in taken
    refused = client.get(f"/queue/?{name}=" + "a" * (most + 1))
    assert refused.status_code == 400
    assert f"takes at most {most} characters, not {most + 1}." in text_of(refused)


def test_the_longest_search_fits_into_the_longest_address() -> None:
    longest = len(quote("\N{GRINNING FACE}" * MAX_TEXT_LENGTH))
    assert longest + 8 * 1024 < connections.MAX_HEADER_BYTES


@pytest.mark.parametrize(
    "cursor", ["38~" + "1" * (documents.ID_DIGITS + 1), "9" * 10 + "~1", "9" * 5000 + "~1"]
)
def test_a_cursor_has_a_limit_of_digits(cursor: str, sign_in: Any) -> None:
    response = sign_in("reader").get(f"/queue/?after={cursor}")
    assert response.status_code == 400
    assert "The address names no place in the list" in text_of(response)
    most = "38~" + "1" * documents.ID_DIGITS
    assert sign_in("reader").get(f"/queue/?after={most}").status_code == 200


def test_a_note_has_a_limit_of_characters(make_article: Any, sign_in: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    most = documents.NOTE[1]
    refused = decide(client, article, "reject", note="n" * (most + 1))
    assert refused.status_code == 422
    assert f"at most {most} characters" in text_of(refused)
    assert not Act.objects.exists()
    assert decide(client, article, "reject", note="n" * most).status_code == 302
    assert len(Act.objects.get().decisions.get().note) == most


def test_a_saved_view_has_limits_of_characters(sign_in: Any) -> None:
    client = sign_in("reviewer")
    for name, query in (("n" * 61, "q=a"), ("n", "q=" + "a" * (QUERY_LENGTH - 1))):
        assert client.post("/views/", {"name": name, "query": query}).status_code == 422
    client.post("/views/", {"name": "n" * 60, "query": "q=a"})
    assert SavedView.objects.get().name == "n" * 60


def test_deployment_states_the_limits_of_the_code() -> None:
    section = DEPLOYMENT.read_text().partition("## Limits")[2].partition("\n## ")[0]
    stated = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", section)]
    for number in (
        settings.MAX_BODY // 1024, settings.MAX_BODY_BEFORE_SIGN_IN // 1024,
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, connections.MAX_HEADER_BYTES // 1024,
        connections.MAX_HEADERS, connections.HEADER_SECONDS, connections.REQUEST_SECONDS,
        connections.IDLE_SECONDS, connections.STALLED_SECONDS, connections.RESPONSE_SECONDS,
        connections.MAX_CONNECTIONS, connections.MAX_LARGE_BODIES, documents.NOTE[1],
        documents.DOMAIN[1], documents.TOPIC[1], documents.ID_DIGITS, MAX_TEXT_LENGTH,
        QUERY_LENGTH, settings.QUERY_SECONDS,
    ):  # fmt: skip
        assert number in stated, f"{number}: {json.dumps(stated)}"
