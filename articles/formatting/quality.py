"""A quality against the publish threshold, as sentences that pages also update while one types."""

from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Article
from articles.moderation.publish_threshold import points_above, publish_threshold


def from_threshold(quality: int | None) -> str:
    """Return a quality's distance from the publish threshold, in points.

    With the threshold 70 it is `32 below 70`, `5 above 70` or `exactly 70`; for None `not scored`.
    """
    texts = _distances()
    if quality is None:
        return texts["unset"]
    points = points_above(quality)
    side = "exactly" if points == 0 else "above" if points > 0 else "below"
    return texts[side].format(abs(points))


def at_quality(article: Article, quality: int | None) -> str:
    """Return a quality's distance from the publish threshold, and what upstream's rule does.

    The rule is about the quality that upstream gave the article. Where `quality` is that one: `32
    below 70: upstream would not publish`; for another, as one set or typed here: `2 above 70 here;
    upstream gave 38 and would not publish`. For `quality` None the distance is `not scored`; for
    an upstream that gave none, the second form has `upstream gave no score`.
    """
    verdicts = _verdicts(article)
    is_upstreams = quality == article.upstream.get("quality")
    return from_threshold(quality) + verdicts["if-upstreams" if is_upstreams else "if-ours"]


def distance_element(quality: int | None) -> SafeString:
    """Return `from_threshold` in a span that quality.js updates to the quality typed."""
    return _element(from_threshold(quality), _distances())


def verdict_element(article: Article, quality: int | None) -> SafeString:
    """Return `at_quality` in a span that quality.js updates to the quality typed."""
    given = article.upstream.get("quality")
    verdicts = {"upstream": "" if given is None else str(given), **_verdicts(article)}
    return _element(at_quality(article, quality), {**_distances(), **verdicts})


def _distances() -> dict[str, str]:
    """Return the text of each side of the threshold; `{}` stands for the points to it.

    The sides are `below`, `exactly` and `above`; `unset` is without a quality.
    """
    line = publish_threshold()
    sides = {"below": f"{{}} below {line}", "above": f"{{}} above {line}"}
    return {"unset": "not scored", "exactly": f"exactly {line}", **sides}


def _verdicts(article: Article) -> dict[str, str]:
    """Return what follows the distance: `if-upstreams` of upstream's quality, `if-ours` of others.

    Upstream's rule knows only the quality that upstream gave, so its verdict is the same in both.
    """
    given = article.upstream.get("quality")
    publishes = given is not None and points_above(given) >= 0
    verdict = f"would {'publish' if publishes else 'not publish'}"
    score = "no score" if given is None else f"{given:,}"
    return {
        "if-upstreams": f": upstream {verdict}",
        "if-ours": f" here; upstream gave {score} and {verdict}",
    }


def _element(text: str, texts: Mapping[str, str]) -> SafeString:
    """Return the text in a span, with data attributes for quality.js.

    They are the publish threshold, and `texts` by name: those of `_distances`, with `{}` for the
    points, and for a verdict `upstream`, upstream's quality, and those of `_verdicts`.
    """
    attributes = format_html_join("", ' data-{}="{}"', texts.items())
    return format_html(
        '<span data-quality-words data-threshold="{}"{}>{}</span>',
        publish_threshold(),
        attributes,
        text,
    )
