"""The sign-in page."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from articles.accounts import sessions
from articles.accounts.hashing import HashingBusyError
from articles.accounts.tries import TooManyTriesError
from articles.desk.account.limits import BUSY, busy_response, limited_response
from articles.desk.request import local_path


class SignInForm(AuthenticationForm):
    """Django's sign-in form, with a sentence of our own for a wrong name or password.

    It says “name”, as the page does, where Django's sentence says “username”.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mismatch = "The name and the password don’t match. Capitals count in both."
        self.error_messages = {**self.error_messages, "invalid_login": mismatch}


# Django's view takes PUT for POST, and redirects who is signed in whatever the method.
@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignIn(LoginView):
    """The sign-in view. It redirects users who sign in, or are signed in, to the address in `next`.

    It uses LOGIN_REDIRECT_URL instead of a missing `next`, of one that `local_path` refuses, such
    as another site's, and of the address of sign-in or sign-out. A wrong name or password gets the
    form again, with 200. A POST beyond the limits of failed sign-ins gets 429; one while too many
    passwords are being hashed gets the form again, with 503.
    Users whose session still lacks its second step count as not signed in; signing in again ends
    that session.
    """

    form_class = SignInForm
    template_name = "desk/account/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except TooManyTriesError as error:
            return limited_response(request, error, back=request.get_full_path())
        except HashingBusyError:
            form = SignInForm(request, initial={"username": request.POST.get("username", "")})
            context = self.get_context_data(form=form, problem=BUSY)
            return busy_response(request, self.render_to_response(context, status=503))

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        # One that waits for its second step. Django discards its data where it is another person's.
        sessions.end_own(self.request)
        return super().form_valid(form)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        destination = local_path(self.request, super().get_redirect_url())
        is_loop = urlsplit(destination).path in (reverse("sign-in"), reverse("sign-out"))
        return "" if is_loop else destination
