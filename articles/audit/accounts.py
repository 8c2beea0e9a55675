"""Name the superusers: accounts are in no chain, so a person has to compare them."""

from django.contrib.auth.models import User


def accounts_line() -> str:
    """Return a sentence that names the active superusers, and counts the active people.

    An account or a superuser that was made in the database, beside the desk, shows there.
    """
    active = User.objects.filter(is_active=True)
    names = active.filter(is_superuser=True).order_by("username").values_list("username", flat=True)
    count = active.count()
    people = f"{count:,} {'person is' if count == 1 else 'people are'}"
    return f"Superusers: {', '.join(names) or 'none'}. {people} active: compare with what you know."
