"""Texts of strangers on pages: hidden characters are written out and marked up as chips."""

import regex
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from articles.documents.invisible import MARKER, name_of, visible, visible_sentence


def with_chips(text: str) -> SafeString:
    """Return a text as HTML, in which each marker of `visible` has its character's name as a title.

    A text that is safe HTML already is escaped no more.
    """
    escaped = str(conditional_escape(text))

    def chip(match: "regex.Match[str]") -> str:
        return format_html(
            '<span class="hidden-character" title="Hidden here: {}">{}</span>',
            name_of(match["code"]),
            match[0],
        )

    return SafeString(MARKER.sub(chip, escaped))


def shown(text: object) -> SafeString:
    """Return a text as HTML with its hidden characters written out, each as a chip."""
    return with_chips(visible(str(text)))


def sentence(text: object) -> SafeString:
    """Return a sentence of ours as `shown`; the isolates that it puts around values stay."""
    return with_chips(visible_sentence(str(text)))


def isolated(text: object) -> SafeString:
    """Return a text as `sentence`, in a `<bdi>`: its direction changes nothing around it.

    A text in ASCII has no direction to isolate.
    """
    return format_html("{}" if str(text).isascii() else "<bdi>{}</bdi>", sentence(text))
