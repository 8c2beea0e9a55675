"""Texts of strangers on pages: hidden characters are written out and marked up as chips."""

from collections.abc import Callable

import regex
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from articles.documents.invisible import MARKER, name_of, visible, visible_sentence


def with_chips(text: str) -> SafeString:
    """Return a text as HTML, each marker of `visible` in a span whose title names its character.

    It is escaped, unless it is safe HTML already. Hidden characters themselves stay as they are. Of
    a marker of several it names the first.
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
    """Return a text as HTML with its hidden characters written out, as chips (`with_chips`).

    A text that is safe HTML already is escaped no more, and gets no chips: it may have them.
    """
    return _written_out(text, visible)


def sentence(text: object) -> SafeString:
    """Return a sentence of ours as `shown`; isolates (U+2068, U+2069) around values stay."""
    return _written_out(text, visible_sentence)


def isolated(text: object) -> SafeString:
    """Return a text as `sentence`, in a `<bdi>`: its direction changes nothing around it.

    A text in ASCII, which has no direction to isolate, is in none.
    """
    return format_html("{}" if str(text).isascii() else "<bdi>{}</bdi>", sentence(text))


def _written_out(text: object, write_out: Callable[[str], str]) -> SafeString:
    """Return a text as HTML after `write_out` has replaced its hidden characters."""
    written = write_out(str(text))
    return SafeString(written) if isinstance(text, SafeString) else with_chips(written)
