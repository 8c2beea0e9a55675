"""What the article itself shows: outranked, decoded wrongly, cut off."""

import html
from typing import Final

from django.contrib.auth.models import User

from articles import formatting, moderation
from articles.documents.text_repair import cut_off, repaired_title
from articles.documents.urls import is_link
from articles.hints.hint import Hint
from articles.models import Article
from articles.moderation.orders import Seen
from articles.rules import Kind

#: How much of an excerpt's end shows where it breaks off, in characters.
END: Final = 40


def outranked(article: Article) -> Hint | None:
    """Tell of a related story that scores higher; one query unless the links are prefetched."""
    mine = -1 if article.quality is None else article.quality
    scored = [link for link in article.related_links.all() if (link.quality or -1) > mine]
    best = max(scored, key=lambda link: link.quality or -1, default=None)
    if best is None:
        words = "Outranked: upstream shows a related story of higher quality instead."
        return Hint("outranked", words, link="#related", link_words="Related coverage") if (
            article.is_outranked
        ) else None  # fmt: skip
    story = f"“{formatting.shortened(best.title)}”"
    scores = f"{best.quality}, this one {formatting.value('quality', article.quality)}"
    if article.is_outranked:
        words = f"Outranked: upstream shows {story} instead. It has {scores}."
    else:
        words = f"A related story scores higher: {story} has {scores}."
    return Hint("outranked", words, link=f"#related-{best.pk}", link_words="See it")


def misdecoded(article: Article, user: User | None) -> Hint | None:
    """Tell of a headline whose characters were decoded wrongly, with the repaired one."""
    repaired = repaired_title(article.title)
    if repaired is None:
        return None
    return Hint(
        "misdecoded",
        "The headline was decoded wrongly. It should read:",
        repaired=repaired,
        seen=str(Seen.of(article)) if user and moderation.may(user, Kind.EDIT) else "",
    )


def cut_short(article: Article) -> Hint | None:
    """Tell of an excerpt that doesn't end where its text did."""
    cut = cut_off(article.excerpt)
    if cut is None:
        return None
    end = html.unescape(article.excerpt).strip()[-END:].partition(" ")[2]
    how = "is cut off" if cut == "marked" else "seems to be cut off"
    link = article.url if is_link(article.url) else ""
    return Hint(
        "cut-off", f"The excerpt {how}: “… {end}”", link=link, link_words="Read the original"
    )
