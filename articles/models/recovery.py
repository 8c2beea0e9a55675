"""Recovery codes: a django-otp device whose codes are stored as digests, each for one use."""

import hashlib

from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin


def digest_of(code: str) -> str:
    """Return the SHA-256 digest of a code, as 64 hexadecimal digits.

    The code has to be normalised: in lower case, without hyphens. It has more than 112 bits of
    entropy (`articles.second_factor.recovery`), so that a fast digest without a salt doesn't betray
    it, and one look-up finds it.
    """
    return hashlib.sha256(code.encode()).hexdigest()


class RecoveryCodes(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]  # no types
    """A person's recovery codes, one set a person; wrong codes are limited by django-otp."""

    class Meta:
        verbose_name = "recovery codes"
        verbose_name_plural = "recovery codes"
        constraints = [models.UniqueConstraint("user", name="recovery_codes_once_a_person")]

    def verify_token(self, token: str) -> bool:
        """Tell whether `token` is one of the codes; delete a right one, count a wrong one.

        A right one also resets the count of failures, and is stored as the last use. The code has
        to be normalised (`digest_of`). While django-otp asks to wait after failures the answer is
        False, even for a right code, and nothing is deleted or counted. The caller holds the row's
        lock.
        """
        is_allowed, _ = self.verify_is_allowed()
        if not is_allowed:
            return False
        used, _ = self.codes.filter(digest=digest_of(token)).delete()
        if not used:
            self.throttle_increment()
            return False
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        """Return the seconds to wait after the first failure; each further one doubles them."""
        return 1


class RecoveryCode(models.Model):
    """The digest of a recovery code that hasn't been used."""

    of = models.ForeignKey(RecoveryCodes, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("of", "digest", name="recovery_code_once")]

    def __str__(self) -> str:
        return f"a code of the {self.of}"
