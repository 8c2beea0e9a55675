"""Who gets in, where they go on, and what every page's frame shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from articles.models import Preferences

READING: Final = ("GET", "HEAD")

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request as a view of the desk gets it: past sign-in, and told whether htmx asks."""

    user: User  # SignInMiddleware lets nobody else through
    htmx: HtmxDetails
    preferences: Preferences  # ReaderMiddleware reads them when they are first asked for


def post_only(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Keep a view to forms; who opens its address is shown a page that leads on."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request: Any = args[0]
        return view(*args, **kwargs) if request.method == "POST" else _not_a_page(request)

    return answered


def back_to(request: HttpRequest, fallback: str = "") -> str:
    """Return the page that a form stands on, to come back to after it: `next` of its answer.

    A page that is read is that page. The answer to a form goes by the address the form carried,
    if it is one of ours; else by the fallback, else by the queue.
    """
    if request.method in READING:
        return request.get_full_path()
    return our_path(request, request.POST.get("next", "")) or fallback or reverse("queue")


def our_path(request: HttpRequest, address: str) -> str:
    """Return the path and query of an address if it is one of ours, else ''."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    path = urlunsplit(urlsplit(address)._replace(scheme="", netloc=""))
    # Without its host, `https://desk.example//elsewhere.example` would lead elsewhere.
    is_path = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_path else ""


def _not_a_page(request: HttpRequest) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response["Allow"] = "POST"
    return response
