"""Hints on the article itself.

They are: outranked, in doubt, headline decoded wrongly, shown by its site, excerpt cut off.
"""

import html
from typing import Final

from django.contrib.auth.models import User
from django.urls import reverse

from articles import formatting, moderation
from articles.documents.text_repair import find_truncation, repaired_title
from articles.documents.urls import is_link
from articles.hints.hint import Hint
from articles.models import Article
from articles.moderation.decision_requests import Seen
from articles.rules import Kind, Status

#: How many characters of a truncated excerpt's end the hint shows.
ENDING_LENGTH: Final = 40


def outranked(article: Article) -> Hint | None:
    """Return a hint that a related story scores higher or is shown by upstream instead, or None.

    It names the related link of highest quality if that is above the article's effective quality;
    no quality counts as lowest. Without such a link, there is a hint only where the article's heat
    says that it is outranked. One query unless `related_links` are prefetched.
    """
    own = _rank(article.quality)
    higher = [link for link in article.related_links.all() if _rank(link.quality) > own]
    best = max(higher, key=lambda link: _rank(link.quality), default=None)
    if best is None and article.is_outranked:
        text = "Outranked: upstream shows a related story of higher quality instead."
        return Hint("outranked", text, link="#related", link_words="Related coverage")
    if best is None:
        return None
    story = f"“{formatting.shortened(best.headline)}”"
    scores = f"{best.quality}, this one {formatting.value('quality', article.quality)}"
    if article.is_outranked:
        text = f"Outranked: upstream shows {story} instead. It has {scores}."
    else:
        text = f"A related story scores higher: {story} has {scores}."
    return Hint("outranked", text, link=f"#related-{best.pk}", link_words="See it")


def in_doubt(article: Article) -> Hint | None:
    """Return a hint that the article waits because of a doubt on publishing, or None."""
    reason = formatting.why_it_waits(article)
    return Hint("in-doubt", reason, is_warning=True) if reason else None


def misdecoded(article: Article, user: User | None) -> Hint | None:
    """Return a hint with the repaired form of a headline that was decoded wrongly, or None.

    None also where it can't be repaired (`repaired_title`). If the user may edit, the hint has the
    snapshot of the article for the form that applies the repaired form.
    """
    repaired = repaired_title(article.title)
    if repaired is None:
        return None
    return Hint(
        "misdecoded",
        "The headline was decoded wrongly. It should read:",
        repaired=repaired,
        seen=str(Seen.of(article)) if user and moderation.may(user, Kind.EDIT) else "",
    )


def shown_by_site(article: Article) -> Hint | None:
    """Return a hint that the site publishes the waiting article already, or None.

    The condition is `is_shown_by_site`: sites of this format publish a document unless its
    `published` says false.
    """
    if not is_shown_by_site(article):
        return None
    text = (
        "Its site shows it already: its document has no “published”. Rejecting it hides it there."
    )
    link = reverse("download", args=[article.pk])
    return Hint("shown-by-site", text, link=link, link_words="The document")


def is_shown_by_site(article: Article) -> bool:
    """Tell whether the article waits and its document, as last known, has no `published`.

    Its site then shows it. Whether the document is gone isn't checked.
    """
    is_missing = article.upstream["published"] is None and "published" not in article.written
    return article.status == Status.WAITING and is_missing


def cut_short(article: Article) -> Hint | None:
    """Return a hint on an excerpt that is cut off or seems to be, or None.

    The evidence is that of `find_truncation`. The hint quotes what follows the first space in the
    last ENDING_LENGTH characters of the excerpt, HTML entities decoded; nothing if these have no
    space. It links to the original if `is_link` accepts its URL.
    """
    cut = find_truncation(article.excerpt)
    if cut is None:
        return None
    ending = html.unescape(article.excerpt).strip()[-ENDING_LENGTH:].partition(" ")[2]
    how = "is cut off" if cut == "marked" else "seems to be cut off"
    link = article.url if is_link(article.url) else ""
    return Hint(
        "cut-off", f"The excerpt {how}: “… {ending}”", link=link, link_words="Read the original"
    )


def _rank(quality: int | None) -> int:
    """Return a quality in points, or -1 without one."""
    return -1 if quality is None else quality
