"""The hint on an address that may deceive or that browsers don't open."""

from typing import Final

from articles.documents.hosts import host_of
from articles.formatting import addresses
from articles.hints.hint import Hint
from articles.models import Article

#: The fragment of the address on the article's page.
ANCHOR: Final = "#address"


def address_hint(article: Article) -> Hint | None:
    """Return a hint with the warnings on the article's URL, or None without a warning.

    Warnings are those of `addresses.warnings`, such as letters of several scripts, an IP address in
    place of a name, a host after an @, or an invalid address. The hint names the host, or the URL
    where it has no readable one, and the host's other form (`Address.other_form`) if it has one.
    """
    shown = addresses.address(article.url)
    if not shown.warnings:
        return None
    host = host_of(article.url) or shown.before
    really = f", really {shown.other_form}" if shown.other_form else ""
    text = f"The address may deceive ({', '.join(shown.warnings)}): {host}{really}."
    return Hint("address", text, is_warning=True, link=ANCHOR, link_words="See the address")
