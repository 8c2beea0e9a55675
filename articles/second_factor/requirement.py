"""Who must have a second factor, by the setting, and which step of signing in a session lacks."""

from enum import Enum
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.checks import CheckMessage, Warning
from django.db import connections

from articles.second_factor.factors import has_factor

#: In the setting: everybody, and all superusers.
EVERYBODY: Final = "*"
SUPERUSERS: Final = "superusers"


class Step(Enum):
    """What a session lacks after the right password.

    CODE: a code or a passkey of a user who has a factor; ENROL: a first factor.
    """

    CODE = "code"
    ENROL = "enrol"


def required_for(user: User) -> str:
    """Return in words by which entry of SECOND_FACTOR_GROUPS the user must have a second factor.

    The first that applies of `everybody`, `superusers`, and `the group Editors` (of several groups
    the first by name); '' where it requires none of this user. One query at most, for groups.
    """
    names = settings.SECOND_FACTOR_GROUPS
    if EVERYBODY in names:
        return "everybody"
    if SUPERUSERS in names and user.is_superuser:
        return "superusers"
    # No group is meant by that name, also where one has it.
    names -= {SUPERUSERS}
    if not names:
        return ""
    group = user.groups.filter(name__in=names).order_by("name").first()
    return f"the group {group.name}" if group else ""


def is_verified(user: User) -> bool:
    """Tell whether the session of a request's user has taken its second step.

    False for a user without a factor, and once the device by which the step was taken is removed.
    Only users of requests have `is_verified`, from django-otp.
    """
    # django-otp adds the method to the users of requests, and has no types.
    return bool(cast(Any, user).is_verified())


def missing_step(user: User | AnonymousUser) -> Step | None:
    """Return the step that the user's session lacks; None for AnonymousUser and complete sessions.

    The user is that of a request, with django-otp's `is_verified`. CODE for a user with a factor,
    ENROL for one who has none but must have one (`required_for`); others need no second step. For a
    verified session no query is made, besides those that read the user.
    """
    if not isinstance(user, User) or is_verified(user):
        return None
    if has_factor(user):
        return Step.CODE
    return Step.ENROL if required_for(user) else None


def check_groups(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning (articles.W004) for each name in the setting that no group has.

    The names `*` and `superusers` stand for no group. Each of `databases` (aliases; None for none)
    is checked, but for those without the table of groups.
    """
    warnings: list[CheckMessage] = []
    for alias in databases or []:
        wanted = settings.SECOND_FACTOR_GROUPS - {EVERYBODY, SUPERUSERS}
        if not wanted or Group._meta.db_table not in connections[alias].introspection.table_names():
            continue
        known = Group.objects.using(alias).order_by("name").values_list("name", flat=True)
        warnings += [
            Warning(
                f"NEWSROOM_SECOND_FACTOR_GROUPS names “{name}”, and no group has that name: nobody "
                "needs a second factor because of it.",
                hint=f"Groups: {', '.join(known)}; besides them * (everybody) and superusers.",
                id="articles.W004",
            )
            for name in sorted(wanted - {*known})
        ]
    return warnings
