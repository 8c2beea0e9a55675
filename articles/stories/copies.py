"""Copies: documents as far as stories depend on them, prepared for comparison.

Headlines lose what isn't the news: wrongly decoded characters and the site's name at the end.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles.documents.folding import decoded, folded_name
from articles.documents.identity import digest, normalised_title, title_key
from articles.documents.text_repair import repaired_title
from articles.documents.urls import split_address

from .likeness import Vector, counts_of
from .series import Marks, marks_of
from .words import plain_text, tokens, tokens_of, words

#: What stands between a headline and the name of its site: `… - The Verge`, `… | CNBC`.
_SITE_AFTER: Final = re.compile(r"\s+(?:[-–—|•·»:]|::|//)\s+(?P<name>[^|•·»]{2,80})$")
#: Paths of front pages: of the site, of one of its languages.
_FRONT_PAGE: Final = re.compile(
    r"[^/?#]*(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:index|default|home)(?:\.\w{2,5})?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A document as far as stories depend on it.

    `key` identifies it and gives the order of copies of one time, such as its path. `addresses` are
    its URLs as they stand in it; `provider` is a key (`provider_key`), "" never; `published_at` is
    in UTC. Headline and excerpt may hold HTML entities.
    """

    key: str
    headline: str
    excerpt: str
    addresses: tuple[str, ...]
    provider: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class AnalysedCopy:
    """A copy with what its texts and addresses say by themselves.

    `provider` is a digest of its key, `headline` one of its letters and digits
    (`identity.title_key`); `addresses` are those of `article_addresses`.
    `counts` has how often each token is in the headline, counted double, and in the excerpt.
    """

    key: str
    provider: str
    published_at: datetime
    headline: str
    addresses: tuple[tuple[str, str], ...]
    marks: Marks
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class PreparedCopy:
    """A copy with what is compared: an AnalysedCopy with a vector in place of its counts."""

    key: str
    provider: str
    published_at: datetime
    headline: str
    addresses: tuple[tuple[str, str], ...]
    marks: Marks
    vector: Vector


def analysed(copy: Copy) -> AnalysedCopy:
    """Return a copy, analysed."""
    headline = clean_headline(copy.headline, copy.provider)
    plain = plain_text(headline)
    found = list(words(plain))
    return AnalysedCopy(
        copy.key,
        digest(copy.provider),
        copy.published_at,
        title_key(headline),
        article_addresses(copy.addresses),
        marks_of(plain, found),
        counts_of(tokens_of(found), tokens(copy.excerpt)),
    )


def prepared(copy: AnalysedCopy, vector: Vector) -> PreparedCopy:
    """Return a copy prepared for comparison; `vector` is `Frequencies.vector` of its counts."""
    return PreparedCopy(
        copy.key,
        copy.provider,
        copy.published_at,
        copy.headline,
        copy.addresses,
        copy.marks,
        vector,
    )


def in_order(copies: Iterable[Copy]) -> list[Copy]:
    """Return copies in the order in which those of one import join: by time, then by key."""
    return sorted(copies, key=lambda copy: (copy.published_at, copy.key))


def provider_key(name: str, domain: str) -> str:
    """Return a key of a provider: equal for names and domains that differ only in letter case.

    Differences in white space, HTML entities and direction controls of the name don't count either.
    """
    return f"{folded_name(name)}\n{domain.casefold()}"


def clean_headline(headline: str, provider: str) -> str:
    """Return a headline on one line, repaired, without the name of its provider at the end.

    HTML entities are decoded, and UTF-8 that was decoded with another encoding is repaired. A name
    counts where it equals the name, domain or first label of the domain of the provider (a key as
    of `provider_key`) in letters and digits; a headline of nothing else keeps it.
    """
    headline = decoded(headline)
    headline = repaired_title(headline) or headline
    match = _SITE_AFTER.search(headline)
    if match and normalised_title(match["name"]) in _names(provider):
        return headline[: match.start()]
    return headline


def article_addresses(urls: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return address (its digest) and fragment of each URL that can be an article's, once each.

    An address that is nothing but a host, or a front page, is no article's.
    """
    addresses = (split_address(url) for url in dict.fromkeys(urls) if url)
    pairs = dict.fromkeys(pair for pair in addresses if not _FRONT_PAGE.fullmatch(pair[0]))
    return tuple((digest(address), fragment) for address, fragment in pairs)


def share_address(one: PreparedCopy, other: PreparedCopy) -> bool:
    """Tell whether two copies have an address in common whose fragments don't differ.

    Fragments differ where both have one and these aren't equal (as in `urls.is_same_address`).
    """
    return any(
        address == other_address
        and (fragment == other_fragment or not (fragment and other_fragment))
        for address, fragment in one.addresses
        for other_address, other_fragment in other.addresses
    )


def _names(provider: str) -> set[str]:
    name, _, domain = provider.partition("\n")
    labels = domain.removeprefix("www.")
    names = {name, name.removeprefix("the "), labels, labels.partition(".")[0]}
    return {normalised_title(each) for each in names if each}
