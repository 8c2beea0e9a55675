"""Domains that are not what they seem: what was registered, mixed scripts, look-alike letters."""

import pytest

from articles.documents.lookalikes import looks_like_latin, mixes_scripts, registered_labels

LATIN_LIKE = (
    "аррӏе.com", "xn--80ak6aa92e.com", "ɑpple.com", "ıkea.com", "www.раура.com", "ɢoogle.com",
    "xn--oogle-wmc.com", "ɴews.com", "ꜰox.com", "ᴅɪᴇᴢᴇɪᴛ.ᴅᴇ", "faceɓook.com", "ꬲxample.com",
)  # fmt: skip
MIXED = ("аpple.com", "xn--pple-43d.com", "gοοgle.com", "www.gооgle.com", "ру-news.рф")
HONEST = (
    "apple.com", "münchen.de", "faß.de", "яндекс.рф", "со.рф", "президент.com", "παράδειγμα.gr",
    "københavn.dk", "łuk.pl", "đak.hr", "ħal.mt", "dæmon.dk", "œuvre.fr", "þing.is",
    "日本ニュースnews.jp", "한국news.kr", "ニュース.com", "中文.tw", "عربي.com", "हिन्दी.भारत",
    "xn--mnchen-3ya.de", "a-1.example", "93.184.216.34", "localhost",
)  # fmt: skip


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.reuters.com.evil.example", "evil.example"),
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("reuters.com", "reuters.com"),
        ("somebody.github.io", "somebody.github.io"),
        ("a.somebody.github.io", "somebody.github.io"),
        ("github.io", "github.io"),
        ("co.uk", "co.uk"),
        ("www.аpple.com", "аpple.com"),
        ("localhost", "localhost"),
        ("a.b.city.kawasaki.jp", "city.kawasaki.jp"),
        ("a.b.unknown-top-level", "b.unknown-top-level"),
    ],
)
def test_the_registered_part_is_found_by_the_public_suffix_list(host: str, domain: str) -> None:
    assert ".".join(host.split(".")[-registered_labels(host) :]) == domain


@pytest.mark.parametrize("host", MIXED)
def test_scripts_that_no_language_mixes_are_found(host: str) -> None:
    assert mixes_scripts(host)


@pytest.mark.parametrize("host", LATIN_LIKE)
def test_a_whole_word_of_look_alike_letters_is_found(host: str) -> None:
    assert looks_like_latin(host)
    assert not mixes_scripts(host)


@pytest.mark.parametrize("host", HONEST)
def test_an_honest_name_of_any_script_is_not_suspected(host: str) -> None:
    assert not mixes_scripts(host)
    assert not looks_like_latin(host)
