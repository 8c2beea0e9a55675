"""The page of preferences: theme, page size, keys and time zone, kept with the account."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.desk.queue.saved_views import manageable_views
from articles.desk.request import DeskRequest
from articles.desk.time_zones import browser_zone, zone_names
from articles.models import Preferences

#: How zones for old systems begin, and those that name no place: accepted, but not suggested.
UNSUGGESTED: Final = ("Etc/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """The form of a user's preferences: theme, page size, single-letter keys, time zone."""

    class Meta:
        model = Preferences
        fields = ("theme", "page_size", "has_keys", "time_zone")
        widgets: ClassVar = {
            "theme": forms.RadioSelect,
            "has_keys": forms.CheckboxInput(attrs={"aria-describedby": "keys-help"}),
            "time_zone": forms.TextInput(
                attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}
            ),
        }

    def clean_time_zone(self) -> str:
        """Return the name of the typed time zone, as `zone_names` has it; '' for an empty value.

        Accepted are a name of `zone_names`, else the city (the last part) of one of
        `suggested_zones`, of several the last one; in any letter case, with spaces or underscores:
        “europe/vienna”, “New York”. Raise ValidationError for any other text.
        """
        typed: str = self.cleaned_data["time_zone"]
        key = "_".join(typed.split()).casefold()
        if not key:
            return ""
        by_name = {name.casefold(): name for name in zone_names()}
        by_city = {name.rpartition("/")[2].casefold(): name for name in suggested_zones()}
        zone = by_name.get(key) or by_city.get(key)
        if not zone:
            raise ValidationError(
                f"No time zone has the name “{typed}”. Choose one of the list, such as "
                "Europe/Vienna, or leave it empty."
            )
        return zone


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: DeskRequest) -> HttpResponse:
    """Show the user's preferences and the saved views they may delete, or store posted preferences.

    The views are those of `manageable_views`. A valid POST stores the preferences and redirects to
    this page with a message; an invalid one shows the form with its errors (422).
    """
    if request.method != "POST":
        return _page(request, PreferencesForm(initial=model_to_dict(request.preferences)))
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    Preferences.objects.update_or_create(user=request.user, defaults=form.cleaned_data)
    messages.success(request, "Preferences saved.")
    return HttpResponseRedirect(reverse("preferences"))


def suggested_zones() -> list[str]:
    """Return `UTC`, then, sorted, the zones with a slash that begin with none of UNSUGGESTED."""
    places = (name for name in zone_names() if "/" in name and not name.startswith(UNSUGGESTED))
    return ["UTC", *sorted(places)]


def _page(request: DeskRequest, form: PreferencesForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "zones": suggested_zones(),
        "browser_zone": browser_zone(request),
        "desk_zone": timezone.get_default_timezone_name(),
        "now": timezone.now(),
        "views": manageable_views(request.user),
        "here": "preferences",
    }
    return render(request, "desk/account/preferences.html", context, status=status)
