"""The sign-in page."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest
from django.urls import reverse

from articles.desk.request import local_path


class SignInForm(AuthenticationForm):
    """Django's form to sign in, whose error speaks of the name, as the page does."""

    error_messages: ClassVar = {  # type: ignore[misc]  # the stubs have no class variable
        **AuthenticationForm.error_messages,
        "invalid_login": "The name and the password don’t match. Capitals count in both.",
    }


class SignIn(LoginView):
    """The sign-in view. It redirects users who sign in, or are signed in, to the address in `next`.

    It uses LOGIN_REDIRECT_URL instead of a missing `next`, of one that `local_path` refuses, such
    as another site's, and of the address of sign-in or sign-out.
    """

    form_class = SignInForm
    template_name = "desk/account/sign_in.html"
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        destination = local_path(self.request, super().get_redirect_url())
        is_loop = urlsplit(destination).path in (reverse("sign-in"), reverse("sign-out"))
        return "" if is_loop else destination
