"""The hint on an address that is not what it seems."""

from typing import Final

from articles.documents.hosts import host_of
from articles.formatting import addresses
from articles.hints.hint import Hint
from articles.models import Article

#: The fragment of the address on the article's page.
ANCHOR: Final = "#address"


def address_hint(article: Article) -> Hint | None:
    """Return a hint that the host of the article's URL may deceive, or None without a warning.

    Warnings are those of `addresses.address`: letters of several scripts, letters that look like
    others, an IP address in place of a name. The hint names the host in both its forms.
    """
    shown = addresses.address(article.url)
    if not shown.warnings:
        return None
    host = host_of(article.url) or shown.before
    really = f", really {shown.other_form}" if shown.other_form else ""
    text = f"The address may deceive ({', '.join(shown.warnings)}): {host}{really}."
    return Hint("address", text, is_warning=True, link=ANCHOR, link_words="See the address")
