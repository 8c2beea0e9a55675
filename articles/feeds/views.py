"""Views of the public feeds, which need no sign-in and are the same for everybody.

They read no session and set no cookie, so that any cache may keep them for MAX_AGE seconds and
scripts of any site may read them.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from articles.feeds.feed import Feed, last_change, published_feed
from articles.feeds.formats import atom, json_feed
from articles.feeds.parameters import NoSuchFeed, parse_parameters

MAX_AGE: Final = 60  # seconds
#: Last-Modified is at least this long ago. It has whole seconds: more may change within the current
#: one, and a transaction begun in the last ones may not be committed yet.
SETTLING_TIME: Final = timedelta(seconds=5)


@login_not_required
@require_safe
def published_atom(request: HttpRequest) -> HttpResponseBase:
    """Return the page of the feed of published articles that the query names, as Atom.

    Status 304 where the request's cached copy is current, 412 where its If-Match or
    If-Unmodified-Since fails; 404 with a sentence for parameters that name no feed; 405 for other
    methods than GET and HEAD. Anybody may read it, scripts of any site too; caches may keep it for
    MAX_AGE seconds.
    """
    return _feed_response(request, atom, "application/atom+xml; charset=utf-8")


@login_not_required
@require_safe
def published_json(request: HttpRequest) -> HttpResponseBase:
    """Return the page of the feed of published articles that the query names, as JSON Feed.

    Status 304 where the request's cached copy is current, 412 where its If-Match or
    If-Unmodified-Since fails; 404 with a sentence for parameters that name no feed; 405 for other
    methods than GET and HEAD. Anybody may read it, scripts of any site too; caches may keep it for
    MAX_AGE seconds.
    """
    return _feed_response(request, json_feed, "application/feed+json")


def _feed_response(
    request: HttpRequest, write: Callable[[Feed], bytes], content_type: str
) -> HttpResponseBase:
    """Return the feed with the header that lets scripts of any site read it (CORS).

    All other responses of `_conditional_response`, such as 304 and 404, have it, too.
    """
    response = _conditional_response(request, write, content_type)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _conditional_response(
    request: HttpRequest, write: Callable[[Feed], bytes], content_type: str
) -> HttpResponseBase:
    """Return the feed; 304 where the request's cached copy is current.

    Return 404, with the reason as plain text, for parameters that name no feed, and 412 where
    If-Match or If-Unmodified-Since fails. The feed has ETag and Last-Modified, and any cache may
    keep it for MAX_AGE seconds.
    """
    home = f"{settings.SITE_URL}/" if settings.SITE_URL else request.build_absolute_uri("/")
    # Before the articles are read: a change made meanwhile must count as one after this response.
    settled, changed = timezone.now() - SETTLING_TIME, last_change()
    try:
        query = parse_parameters(dict(request.GET.lists()))
        feed = published_feed(query, home=home, path=request.path)
    except NoSuchFeed as error:
        return HttpResponseNotFound(f"{error}\n", content_type="text/plain; charset=utf-8")
    body = write(feed)
    response = HttpResponse(body, content_type=content_type)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    modified = int(min(max(changed, feed.updated), settled).timestamp())
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return get_conditional_response(request, etag, modified, response) or response
