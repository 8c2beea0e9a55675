"""Hosts as browsers read them: literal addresses in every spelling, and what is not public."""

from ipaddress import ip_address

import pytest

from articles.documents.hosts import ascii_host, is_public_host, literal_address

#: Spellings that the WHATWG URL Standard takes for an IPv4 address.
SPELLINGS = {
    "127.0.0.1": "127.0.0.1",
    "127.1": "127.0.0.1",
    "2130706433": "127.0.0.1",
    "0x7f000001": "127.0.0.1",
    "0X7F.1": "127.0.0.1",
    "0177.0.0.01": "127.0.0.1",
    "127.0.0.1.": "127.0.0.1",
    "１２７.0.0.1": "127.0.0.1",
    "127。0。0。1": "127.0.0.1",
    "%31%32%37.0.0.1": "127.0.0.1",
    "0": "0.0.0.0",
    "0x": "0.0.0.0",
    "10.0x1.256": "10.1.1.0",
    "134744072": "8.8.8.8",
    "[::1]": "::1",
    "[::ffff:7f00:1]": "::ffff:127.0.0.1",
}


@pytest.mark.parametrize(("host", "address"), SPELLINGS.items())
def test_an_address_is_known_however_it_is_spelt(host: str, address: str) -> None:
    assert literal_address(host) == ip_address(address)


@pytest.mark.parametrize(
    "host",
    [
        "例.com.",
        "例.com。",
        "例。com",
        "例．com｡",
        "例․com․",
        "例.com…",
        "xn--fsq.com",
        "XN--FSQ.com.",
    ],
)
def test_a_host_has_one_form_however_its_dots_are_written(host: str) -> None:
    assert ascii_host(host) == "xn--fsq.com"


def test_a_host_that_idna_refuses_is_in_lower_case_too() -> None:
    assert ascii_host("𝐀😀.Example") == ascii_host("a😀.example")


@pytest.mark.parametrize("host", ["example.org", "1.example", "0x7f.example", "xn--80ak6aa92e.com"])
def test_a_name_is_no_address(host: str) -> None:
    assert literal_address(host) is None


@pytest.mark.parametrize(
    "host", ["1.2.3.4.5", "256.1.1.1", "0x1ffffffff", "09.1", "a.1", "1..1", "[::g]", "a.0x"]
)
def test_what_ends_in_a_number_and_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        literal_address(host)
    assert not is_public_host(host)


@pytest.mark.parametrize(
    "host",
    [
        *(host for host, address in SPELLINGS.items() if address != "8.8.8.8"),
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "224.0.0.1", "239.255.255.250", "255.255.255.255",
        "240.0.0.1", "0.0.0.0", "192.0.2.1", "198.18.0.1",
        "[::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]",
        "[fec0::1]", "[::ffff:10.0.0.1]", "[::ffff:0:10.0.0.1]", "[::10.0.0.1]",
        "[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]", "[2002:a00:1::]", "[2001:db8::1]",
        "localhost", "LOCALHOST", "localhost.", "localhost․", "localhost…", "127.0.0.1…",
        "a.localhost", "printer", "nas.local",
        "metadata.google.internal", "wiki.corp", "router.lan", "router.home", "x.home.arpa",
        "intra.intranet", "", ".", "a..example",
    ],
)  # fmt: skip
def test_what_is_not_of_the_public_internet_is_not_public(host: str) -> None:
    assert not is_public_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8", "134744072", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]",
        "[64:ff9b::8.8.8.8]", "[::ffff:8.8.8.8]", "example.org", "news.example", "аpple.com",
        "xn--pple-43d.com", "local.example", "a.internal.example.org", "localhost.example",
    ],
)  # fmt: skip
def test_what_may_be_of_the_public_internet_is_public(host: str) -> None:
    assert is_public_host(host)
