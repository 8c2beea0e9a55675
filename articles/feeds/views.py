"""The feeds: the only pages of articles that need no sign-in, so they are nobody's in particular.

They look at no session and set no cookie: any cache may keep them for a minute.
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

from articles.feeds import feed as feeds

MAX_AGE: Final = 60  # seconds
#: A date counts whole seconds, so of those just gone it says nothing: more may happen in them, and
#: what was begun in them may not be stored yet.
UNSETTLED: Final = timedelta(seconds=5)


@login_not_required
@require_safe
def published_atom(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, feeds.atom, "application/atom+xml; charset=utf-8")


@login_not_required
@require_safe
def published_json(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, feeds.json_feed, "application/feed+json")


def _answer(
    request: HttpRequest, write: Callable[[feeds.Feed], bytes], content_type: str
) -> HttpResponseBase:
    """Answer with the feed asked for, 304 where it is known, 404 where there is none such."""
    home = f"{settings.SITE_URL}/" if settings.SITE_URL else request.build_absolute_uri("/")
    # Before the articles are read: what changes meanwhile must count as changed afterwards.
    settled, turned = timezone.now() - UNSETTLED, feeds.last_change()
    try:
        asked = feeds.chosen(dict(request.GET.lists()))
        feed = feeds.published(asked, home=home, path=request.path)
    except feeds.NoSuchFeed as why:
        return HttpResponseNotFound(f"{why}\n", content_type="text/plain; charset=utf-8")
    body = write(feed)
    response = HttpResponse(body, content_type=content_type)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    modified = int(min(max(turned, feed.updated), settled).timestamp())
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return get_conditional_response(request, etag, modified, response) or response
