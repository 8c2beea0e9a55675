"""Preferences and sessions of users, sign-ins and tries, and the default permissions given."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

PAGE_SIZES = (25, 50, 100, 200)


class Preferences(models.Model):
    """A user's preferences for the desk; a user without a row has the defaults."""

    class Theme(models.TextChoices):
        """The colour themes."""

        SYSTEM = "", "As the device has it"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", primary_key=True
    )
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    page_size = models.PositiveSmallIntegerField(
        "articles on a page", choices=[(size, size) for size in PAGE_SIZES], default=50
    )
    has_keys = models.BooleanField("single-letter keys", default=True)
    time_zone = models.CharField(
        max_length=64, blank=True, help_text="Empty: the zone that the browser reports."
    )

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(
                condition=Q(page_size__in=PAGE_SIZES), name="preferences_page_size_known"
            )
        ]

    def __str__(self) -> str:
        return f"preferences of {self.user}"


class SignInEvent(models.Model):
    """A sign-in, a sign-out, a refusal or a change of an account; only superusers may see them.

    `articles.accounts.sign_in_log` adds them, and deletes those older than its RETENTION, and
    refused ones before its MOST_REFUSED last events. `user` is None where no user has the name that
    was refused. A sign-in means that the password was right; a second step may have been due then.
    """

    class Kind(models.TextChoices):
        """The kinds of event."""

        SIGNED_IN = "in", "signed in"
        SIGNED_OUT = "out", "signed out"
        REFUSED = "refused", "refused"
        STEP_BY_APP = "step", "took the second step by the app"
        STEP_BY_PASSKEY = "passkey", "took the second step by a passkey"
        STEP_BY_RECOVERY = "recover", "took the second step by a recovery code"
        STEP_REFUSED = "no step", "refused at the second step"
        FACTORS_CHANGED = "factors", "changed their second factor"
        FACTORS_RESET = "reset", "had their second factor reset"
        PASSWORD_CHANGED = "pass", "changed their password"
        PASSWORD_SET = "set", "had a new password set"
        SESSIONS_ENDED = "ended", "ended other sessions of theirs"
        ALL_ENDED = "all end", "had all sessions ended"

    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("name given", max_length=150)
    address = models.GenericIPAddressField("from", null=True, blank=True)

    class Meta:
        verbose_name = "sign-in"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="sign_in_newest_first"),
            models.Index(fields=["id"], condition=Q(kind="refused"), name="sign_in_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_kind_display()} at {self.at:%Y-%m-%d %H:%M %Z}"


class SignInTry(models.Model):
    """A check of a password that failed or isn't answered yet; it counts for SIGN_IN_WINDOW.

    At sign-in, or where a page of a signed-in user asks for the password. `articles.accounts.tries`
    adds a row before the check, deletes it where the password is right, and deletes old ones.
    """

    network = models.CharField(
        max_length=43, help_text="IPv4 address or IPv6 network of 64 bits; empty: unknown."
    )
    name = models.CharField("name given", max_length=150)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "sign-in tries"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["network", "-at"], name="try_by_network"),
            models.Index(fields=["at"], name="try_oldest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.network} at {self.at:%Y-%m-%d %H:%M:%S %Z}"


class UserSession(models.Model):
    """A session of a user: when it began, and the time, IP address and browser of its last use.

    `used_at` may be a little behind, as not every request is recorded. The session's own data holds
    the primary key, and nothing here holds the session's key: without this row the session is over
    (see `articles.accounts.sessions`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    begun_at = models.DateTimeField()
    used_at = models.DateTimeField()
    address = models.GenericIPAddressField("from", null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True, help_text="As the browser sent it.")

    class Meta:
        verbose_name = "session"
        ordering = ["-used_at"]
        indexes = [models.Index(fields=["begun_at"], name="session_oldest_first")]

    def __str__(self) -> str:
        return f"session of {self.user} since {self.begun_at:%Y-%m-%d %H:%M %Z}"


class DefaultGrant(models.Model):
    """A default permission that a group, by name, was given once or is not to be given.

    `articles.permissions` adds the rows. Because of one the permission is not given again where a
    site has removed it from the group, or has deleted the group; new defaults of a deleted group
    get a row without being given.
    """

    group = models.CharField(max_length=150)
    permission = models.CharField(max_length=100, help_text="Its codename.")

    class Meta:
        verbose_name = "default grant"
        ordering = ["group", "permission"]
        constraints = [models.UniqueConstraint("group", "permission", name="default_granted_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"
