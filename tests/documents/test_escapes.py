"""Whatever bytes stand in a part of an address: equal ones are equal, different ones differ."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from articles.documents.urls import is_same_address, normalised_url

#: Where the bytes stand: in a path, a query, a fragment, and path and query of a route.
PARTS: list[Callable[[str], str]] = [
    lambda text: f"https://a.example/s/{text}x",
    lambda text: f"https://a.example/s?q={text}x",
    lambda text: f"https://a.example/s#part-{text}x",
    lambda text: f"https://a.example/#!/s/{text}x",
    lambda text: f"https://a.example/#/s?q={text}x",
]
#: Characters that stand for themselves in no spelling, and what bytes of other encodings look like.
BYTES = st.lists(
    st.sampled_from([b"a", b"~", b" ", b'"', "é".encode(), "e\u0301".encode(), b"\xe9", b"\xef"]),
    min_size=1, max_size=5,
).map(b"".join)  # fmt: skip
in_every_part = pytest.mark.parametrize("part", PARTS)


def meaning(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("utf-8", "surrogateescape"))


def spelled(data: bytes, choices: list[int]) -> str:
    """Return the bytes as text of a URL: each character plain or escaped, in either letter case."""
    text = ""
    for number, char in enumerate(data.decode("utf-8", "surrogateescape")):
        choice = choices[number % len(choices)]
        escaped = "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogateescape"))
        is_plain = choice == 0 and not "\udc80" <= char <= "\udcff"
        text += char if is_plain else escaped.upper() if choice == 1 else escaped
    return text


choices = st.lists(st.integers(0, 2), min_size=1, max_size=5)


@in_every_part
@given(data=BYTES, one=choices, other=choices)
def test_all_spellings_of_the_same_bytes_are_one_address(
    part: Callable[[str], str], data: bytes, one: list[int], other: list[int]
) -> None:
    assert is_same_address(part(spelled(data, one)), part(spelled(data, other)))


@in_every_part
@given(one=BYTES, other=BYTES, spelling=choices)
@example(one=b"\xe9", other=b"\xef", spelling=[1])
def test_different_bytes_are_different_addresses(
    part: Callable[[str], str], one: bytes, other: bytes, spelling: list[int]
) -> None:
    """Also where they are no UTF-8, and would be read as the same replacement characters."""
    assume(meaning(one) != meaning(other))
    assert not is_same_address(part(spelled(one, spelling)), part(spelled(other, spelling)))


@in_every_part
@given(data=BYTES, spelling=choices)
def test_a_normalised_address_is_its_own_normal_form(
    part: Callable[[str], str], data: bytes, spelling: list[int]
) -> None:
    normalised = normalised_url(part(spelled(data, spelling)))
    assert normalised_url(f"https://{normalised}") == normalised
