"""Which picture of an article a page loads, or why there is none."""

from urllib.parse import urlsplit

from django.conf import settings

from articles.documents.urls import on_site
from articles.models import Article, Collection, Image


def host(url: str) -> str:
    """Return the host of a URL, or ''."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # half an IPv6 address
        return ""


def picture_src(image: Image, collection: Collection) -> str:
    """Return the address to load a picture from, or '' when it can't be shown.

    Only https is loaded. A relative address starts at the collection's site; without one, only
    this desk's own static files (the drawings of demo documents) are found.
    """
    url = _resolved(image, collection)
    if url[:8].lower() == "https://" or url.startswith(settings.STATIC_URL):
        return url
    return url if settings.SITE_URL and url.startswith(f"{settings.SITE_URL}/") else ""


def _resolved(image: Image, collection: Collection) -> str:
    """Return a picture's address as a browser on the collection's site would read it."""
    return on_site(image.url, collection.site_url)


def picture(article: Article) -> str:
    """Return the address of the article's first picture that can be shown, or ''."""
    sources = (picture_src(image, article.collection) for image in article.images.all())
    return next(filter(None, sources), "")


def missing_picture(article: Article) -> str:
    """Return why there is no picture: `no picture`, or the host whose picture isn't loaded."""
    for image in article.images.all():
        name = host(_resolved(image, article.collection))
        return f"{name}: not https" if name else "no site to load from"
    return "no picture"
