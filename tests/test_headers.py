"""The security headers of every response, and the cookies behind https."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

ROOT = Path(__file__).resolve().parent.parent


def assert_secured(response: Any) -> None:
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    for feature in ("camera", "microphone", "geolocation", "usb", "payment", "display-capture"):
        assert f"{feature}=()" in response["Permissions-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("stranger", "/sign-in/", 200), ("stranger", "/queue/", 302), ("reader", "/queue/", 200),
        ("stranger", "/queue", 301), ("stranger", "/admin/", 302), ("stranger", "/healthz", 200),
        ("stranger", "/readyz", 200), ("stranger", "/feeds/published.atom", 200),
        ("stranger", "/feeds/published.json?page=x", 404), ("stranger", "/nowhere/", 404),
        ("stranger", "/static/articles/desk.css", 200), ("reader", "/review/leave/", 405),
        ("reader", "/sign-ins/", 403), ("reader", "/queue/?after=x", 400),
        ("editor", "/admin/", 200),
    ],
)  # fmt: skip
def test_each_kind_of_response_has_them(role: str, address: str, status: int, sign_in: Any) -> None:
    response = sign_in(role).get(address)
    assert response.status_code == status
    assert_secured(response)
    response.close()  # a static file is one


@pytest.mark.django_db
def test_refusals_have_them(sign_in: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert_secured(client.post("/sign-in/", {}))
    assert_secured(client.get("/queue/", headers={"host": "elsewhere.example"}))
    broken = client.post("/queue/", b"--x", content_type="multipart/form-data; boundary=")
    assert broken.status_code == 400
    assert_secured(broken)


@pytest.mark.django_db
def test_the_redirect_to_https_has_them() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        response = Client().get("/queue/")
    assert response.status_code == 301
    assert response["Location"].startswith("https://")
    assert_secured(response)


@pytest.mark.django_db
@pytest.mark.parametrize("is_https", [False, True])
def test_the_refusal_of_a_host_that_the_desk_does_not_serve_has_them(is_https: bool) -> None:
    for host in ("elsewhere.example", "[bad", ""):
        with override_settings(SECURE_SSL_REDIRECT=is_https):
            response = Client().get("/queue/", headers={"host": host})
        assert response.status_code == 400
        assert "The desk can’t read this request" in response.content.decode()
        assert_secured(response)


BEHIND_HTTPS = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
User.objects.create_superuser("reviewer", password="Trusted-Quarto-71")
client = Client(SERVER_NAME="desk.example.org", headers={"X-Forwarded-Proto": "https"})
signed_in = client.post("/sign-in/", {"username": "reviewer", "password": "Trusted-Quarto-71"})
PAGE = "/queue/suggestions/?topic=a"
print(signed_in.status_code, client.get(PAGE).status_code)
print(client.cookies.output())
stranger = Client(SERVER_NAME="desk.example.org", headers={"X-Forwarded-Proto": "https"})
stranger.post("/undo/")
print(stranger.cookies.output())
print("You were signed out" in stranger.get("/sign-in/").content.decode())
for name in ("zone", "__Host-zone"):
    client.cookies[name] = "Asia/Tokyo"
    print("JST" in client.get("/sessions/").content.decode())
client.cookies["sessionid"] = client.cookies.pop("__Host-sessionid").value
print(client.get(PAGE).status_code)
"""


@pytest.mark.slow
def test_cookies_behind_https_are_this_hosts_alone(tmp_path: Path) -> None:
    """A cookie of the old name counts for nothing: people sign in again once after the upgrade."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
    kept.pop("DATABASE_URL", None)
    (tmp_path / "data").mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", BEHIND_HTTPS],
        cwd=ROOT,
        env={
            **kept, "NEWSROOM_ENV_FILE": os.devnull, "NEWSROOM_DATA": str(tmp_path / "data"),
            "NEWSROOM_URL": "https://desk.example.org",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        },
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, *cookies, told, of_any_host, of_this_host, last = done.stdout.splitlines()
    assert first == "302 200"
    assert last == "302"
    assert told == "True", "messages reach those who have no session"
    assert (of_any_host, of_this_host) == ("False", "True"), "the browser's zone"
    for name in ("__Host-sessionid", "__Host-csrftoken", "__Host-messages"):
        (cookie,) = [each for each in cookies if f" {name}=" in each]
        assert "; Secure" in cookie
        assert "; Path=/" in cookie
        assert not re.search("; Domain=", cookie)
