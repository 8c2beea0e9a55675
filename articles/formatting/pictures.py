"""The picture of an article that a page loads, or the reason why there is none."""

from urllib.parse import urlsplit

from django.conf import settings

from articles.documents.urls import absolute_url
from articles.models import Article, Collection, Image


def host(url: str) -> str:
    """Return the host of a URL in lower case, or '' where it has none or can't be parsed."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # half an IPv6 address
        return ""


def picture_src(image: Image, collection: Collection) -> str:
    """Return the URL to load a picture from, or '' where it can't be shown.

    A relative URL is first resolved against the collection's site, if it has one. Shown are https
    URLs, paths of this desk's static files (the drawings of demo documents), and URLs at this
    desk's own address (SITE_URL).
    """
    url = _resolved(image, collection)
    if url[:8].lower() == "https://" or url.startswith(settings.STATIC_URL):
        return url
    return url if settings.SITE_URL and url.startswith(f"{settings.SITE_URL}/") else ""


def _resolved(image: Image, collection: Collection) -> str:
    """Return a picture's URL, resolved against the collection's site, if it has one."""
    return absolute_url(image.url, collection.site_url)


def picture(article: Article) -> str:
    """Return the `picture_src` of the first of the article's pictures that can be shown, or ''."""
    sources = (picture_src(image, article.collection) for image in article.images.all())
    return next(filter(None, sources), "")


def missing_picture(article: Article) -> str:
    """Return the reason why no picture of the article is shown; call it only where none is.

    `no picture` without any; else, of the first one, its host as in `example.org: not https`, or
    `no site to load from` without a host. A relative URL has the host of the collection's site, if
    it has one.
    """
    for image in article.images.all():
        name = host(_resolved(image, article.collection))
        return f"{name}: not https" if name else "no site to load from"
    return "no picture"
