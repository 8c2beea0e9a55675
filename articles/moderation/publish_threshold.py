"""The publish threshold: the quality from which upstream's own rule publishes an article.

It is the setting NEWSROOM_PUBLISH_THRESHOLD, in points. Upstream is the site's bot; the desk shows
how far a quality is from the threshold and what contradicts it, and never publishes by it.
"""

from django.conf import settings


def publish_threshold() -> int:
    """Return the publish threshold of the settings, in points: 0 to 1,000,000, 70 by default."""
    value: int = settings.PUBLISH_THRESHOLD
    return value


def points_above(quality: int) -> int:
    """Return by how many points a quality is above the publish threshold; negative below it."""
    return quality - publish_threshold()


def would_publish(quality: int | None) -> bool:
    """Tell whether upstream's rule publishes at a quality in points: from the publish threshold on.

    False for None, which is not scored. What the document itself says isn't asked.
    """
    return quality is not None and points_above(quality) >= 0
