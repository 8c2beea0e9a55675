"""The client's address: of the connection, or as trusted proxies report it."""

from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from articles.accounts.client_address import client_address, network_of
from articles.management.commands import start
from articles.models import SignInEvent
from newsroom import environment
from tests.accounts.kit import from_address, try_password


def seen(settings: Any, trusted: str, connection: str, forwarded: str | None) -> str | None:
    """Return the client's address of a request, with these proxies trusted."""
    settings.TRUSTED_PROXIES, settings.TRUSTS_UNIX_SOCKET = environment.trusted_proxies(trusted)
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory(REMOTE_ADDR=connection, **more).get("/"))


@pytest.mark.parametrize(
    ("connection", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "127.0.0.1"),
        ("", "198.51.100.1", None),
    ],
)
def test_without_a_trusted_proxy_nobody_is_believed(
    connection: str, forwarded: str, expected: str | None, settings: Any
) -> None:
    assert seen(settings, "", connection, forwarded) == expected


@pytest.mark.parametrize(
    ("connection", "forwarded", "expected"),
    [
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        # What stands left of the first stranger, that stranger may have sent.
        ("127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.66, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "[2001:DB8::7]:4711", "2001:db8::7"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, <script>", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, , 10.1.2.3", "10.1.2.3"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("", "198.51.100.1", None),
    ],
)
def test_a_trusted_proxy_is_believed_from_the_right_up_to_the_first_stranger(
    connection: str, forwarded: str | None, expected: str | None, settings: Any
) -> None:
    assert seen(settings, "127.0.0.1, 10.0.0.0/8", connection, forwarded) == expected


def test_a_unix_socket_is_trusted_where_the_setting_names_it(settings: Any) -> None:
    assert seen(settings, "unix", "", "192.0.2.66, 198.51.100.1") == "198.51.100.1"
    assert seen(settings, "unix", "", None) is None
    assert seen(settings, "unix", "127.0.0.1", "198.51.100.1") == "127.0.0.1"


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.1/8", "127.0.0.1 10.0.0.1", "*"])
def test_a_proxy_that_is_no_address_is_refused_by_name(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_TRUSTED_PROXIES: expected addresses"):
        environment.trusted_proxies(text)


def test_limits_count_an_ipv6_client_by_its_network() -> None:
    first, second = "2001:db8:1:2::7", "2001:db8:1:2:ffff::9"
    assert network_of(first) == network_of(second) == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::7") != network_of(first)
    assert network_of("203.0.113.9") == "203.0.113.9"
    assert network_of(None) == ""


@pytest.mark.parametrize(
    ("is_https", "trusted", "warns"),
    [(True, "", True), (True, "127.0.0.1", False), (True, "unix", False), (False, "", False)],
)
def test_start_and_the_deployment_check_warn_of_https_without_a_trusted_proxy(
    is_https: bool, trusted: str, warns: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SERVED_BY_HTTPS = is_https
    settings.TRUSTED_PROXIES, settings.TRUSTS_UNIX_SOCKET = environment.trusted_proxies(trusted)
    found = [each.id for each in run_checks(include_deployment_checks=True)]
    assert ("articles.W003" in found) is warns
    assert "articles.W003" not in [each.id for each in run_checks()]
    monkeypatch.setattr(start, "call_command", lambda *args, **options: None)
    for name in ("check_given_passwords", "import_seeds", "make_people"):
        monkeypatch.setattr(start.setup, name, lambda: None)
    err = StringIO()
    start.Command(stdout=StringIO(), stderr=err)._set_up()
    assert ("Set NEWSROOM_TRUSTED_PROXIES to its address" in err.getvalue()) is warns


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trusted", "connection", "is_believed"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "203.0.113.9", False),
        ("127.0.0.1", "", False),
        ("10.0.0.0/8,unix", "", True),
        ("unix", "127.0.0.1", False),
        # As before the setting: a desk behind a proxy would redirect for ever.
        ("", "203.0.113.9", True),
    ],
)
def test_that_a_request_came_by_https_is_believed_of_trusted_proxies(
    trusted: str, connection: str, is_believed: bool, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES, settings.TRUSTS_UNIX_SOCKET = environment.trusted_proxies(trusted)
    response = from_address(connection, HTTP_X_FORWARDED_PROTO="https").get("/queue/")
    assert response["Location"] == (
        "/sign-in/?next=/queue/" if is_believed else "https://testserver/queue/"
    )


@pytest.mark.django_db
def test_the_sign_in_log_has_the_clients_address(settings: Any, users: Any) -> None:
    settings.TRUSTED_PROXIES, _ = environment.trusted_proxies("127.0.0.1")
    proxied = from_address("127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.66, 198.51.100.1")
    try_password(proxied, "editor", "editor")
    try_password(from_address("203.0.113.9", HTTP_X_FORWARDED_FOR="192.0.2.66"), "editor", "no")
    addresses = SignInEvent.objects.order_by("pk").values_list("address", flat=True)
    assert [*addresses] == ["198.51.100.1", "203.0.113.9"]
