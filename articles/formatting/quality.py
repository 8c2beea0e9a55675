"""A quality against the publish threshold, as sentences that pages also update while one types."""

from collections.abc import Mapping
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.publish_threshold import points_above, publish_threshold

#: The sides of the publish threshold that a quality may be on; `unset` is without a quality.
SIDES: Final = ("unset", "below", "exactly", "above")


def from_threshold(quality: int | None) -> str:
    """Return a quality's distance from the publish threshold, in points: `32 below 70`.

    Above it `5 above 70`, at it `exactly 70`; for None `not scored`.
    """
    return _text(_distances(), quality)


def at_quality(quality: int | None) -> str:
    """Return a quality's distance from the publish threshold, and what upstream's rule does.

    `32 below 70: upstream would not publish`, `exactly 70: upstream would publish`; for None `not
    scored: upstream would not publish`.
    """
    return _text(_verdicts(), quality)


def distance_element(quality: int | None) -> SafeString:
    """Return `from_threshold` in a span that quality.js updates to the quality typed."""
    return _element(_distances(), quality)


def verdict_element(quality: int | None) -> SafeString:
    """Return `at_quality` in a span that quality.js updates to the quality typed."""
    return _element(_verdicts(), quality)


def _distances() -> dict[str, str]:
    """Return the text of each of SIDES; `{}` stands for the points to the threshold."""
    line = publish_threshold()
    sides = {"below": f"{{}} below {line}", "above": f"{{}} above {line}"}
    return {"unset": "not scored", "exactly": f"exactly {line}", **sides}


def _verdicts() -> dict[str, str]:
    publishes = {"exactly": "publish", "above": "publish"}
    return {
        side: f"{text}: upstream would {publishes.get(side, 'not publish')}"
        for side, text in _distances().items()
    }


def _text(texts: Mapping[str, str], quality: int | None) -> str:
    if quality is None:
        return texts["unset"]
    points = points_above(quality)
    side = "exactly" if points == 0 else "above" if points > 0 else "below"
    return texts[side].format(abs(points))


def _element(texts: Mapping[str, str], quality: int | None) -> SafeString:
    """Return the quality's text in a span, with data attributes for quality.js.

    They are the publish threshold, and the text of each of SIDES, with `{}` for the points.
    """
    attributes = format_html_join("", ' data-{}="{}"', ((side, texts[side]) for side in SIDES))
    return format_html(
        '<span data-quality-words data-threshold="{}"{}>{}</span>',
        publish_threshold(),
        attributes,
        _text(texts, quality),
    )
