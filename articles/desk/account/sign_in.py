"""The sign-in page."""

from urllib.parse import urlsplit

from django.contrib.auth.views import LoginView
from django.http import HttpRequest
from django.urls import reverse

from articles.desk.request import our_path


class SignIn(LoginView):
    """Sign-in; whoever is signed in already goes on, but never to sign-in again, or out."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        onward = our_path(self.request, super().get_redirect_url())
        is_loop = urlsplit(onward).path in (reverse("sign-in"), reverse("sign-out"))
        return "" if is_loop else onward
