"""Name the superusers: accounts are in no chain, so a person has to compare them."""

from django.contrib.auth.models import User


def accounts_line() -> str:
    """Return sentences that name the active superusers (or `none`) and count the active people.

    People are all active accounts, superusers too. What was made in the database, beside the desk,
    is among them.
    """
    active = User.objects.filter(is_active=True)
    names = active.filter(is_superuser=True).order_by("username").values_list("username", flat=True)
    count = active.count()
    people = f"{count:,} {'person is' if count == 1 else 'people are'}"
    return f"Superusers: {', '.join(names) or 'none'}. {people} active: compare with what you know."
