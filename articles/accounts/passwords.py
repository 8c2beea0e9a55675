"""Passwords: the check of a person's own, and rules for new ones besides those of Django.

The rules: neither a name with little else, nor one repeated pattern, nor common words with little
else.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from django.contrib.auth import HASH_SESSION_KEY, authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from articles.accounts import guessable, sessions

#: In characters; `settings.AUTH_PASSWORD_VALIDATORS` asks for it by Django's own validator.
LENGTH: Final = 12
#: In characters: the time that the rules take grows with the square of the length.
LONGEST: Final = 256
#: In characters: what a password must have besides the name of its person.
BESIDES_NAME: Final = 8
#: In characters: shorter parts of a name are parts of many words.
SHORTEST_NAME: Final = 3
#: What is said of a wrong password where the right one is one's own.
NOT_YOURS: Final = "That is not your password. Capitals count."
#: What to do, in one sentence, on the form for a new password.
ADVICE: Final = (
    f"At least {LENGTH} characters: three or four words that don’t belong together are easy to "
    "remember. Not your name, not digits alone, nothing that many people use."
)


def is_own_password(request: HttpRequest, user: User, typed: str) -> bool:
    """Tell whether the typed text is the password of the user; nobody is signed in by it.

    Any other text, also '', is a refused sign-in, in the log and for the limits of failed sign-ins;
    so is any text for a deactivated user. The session goes on where the password was hashed anew,
    as an older release had hashed it. Raises TooManyTriesError and HashingBusyError.
    """
    owner = authenticate(request, username=user.get_username(), password=typed)
    if owner != user:
        return False
    if owner.password != user.password:
        # Django has renewed the hash of an older release. Without this the session would be over.
        request.session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    return True


class RepetitionValidator:
    """The rule that a password is neither the person's name with a little more, nor one pattern.

    Letter case makes no difference. A pattern is looked for both with and without spaces and
    punctuation, a name without them. A new password, once stored, ends the person's sessions, since
    Django tells validators of it (`password_changed`).
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that is little more than a name, or a short pattern.

        A name is the user's username, first or last name, e-mail address before the `@`, or a word
        of one, from SHORTEST_NAME characters on. Besides it there must be BESIDES_NAME letters and
        digits or more, not digits alone. Without a user there are no names. Refused too: a part of
        fewer than LENGTH characters that is repeated, at least twice in full, then perhaps in part,
        with or without spaces and punctuation; and a password of more than LONGEST characters.
        Letter case makes no difference.
        """
        if len(password) > LONGEST:
            raise ValidationError(
                f"It has {len(password):,} characters. At most {LONGEST} are taken.",
                code="password_too_long",
            )
        text = _letters_and_digits(password)
        for name in _names(user):
            if name in text and _is_too_little(rest := text.replace(name, "")):
                more = f"{_characters(len(rest))} more" if rest else "nothing else"
                raise ValidationError(
                    f"It is a name of this account and {more}. Leave the name out, or add words: "
                    f"at least {BESIDES_NAME} letters besides it.",
                    code="password_repeats_name",
                )
        for form in (password.casefold(), text):
            # A longer pattern is long enough without its repetition.
            if 0 < (period := _period(form)) < LENGTH and 2 * period <= len(form):
                raise ValidationError(
                    f"It repeats the same {_characters(period)}. Choose several words that don’t "
                    "repeat.",
                    code="password_repeats_pattern",
                )

    def get_help_text(self) -> str:
        return (
            "It can’t be a name of the account with a little more, nor the same few characters "
            "again and again."
        )

    def password_changed(self, password: str, user: Any = None) -> None:
        """End all sessions of the user, whose new password was stored; do nothing for None."""
        if user is not None and user.pk:
            sessions.end_all(user)


class CommonWordValidator(CommonPasswordValidator):
    """Django's rule against common passwords, and one that asks for enough that is hard to guess.

    Names, sequences, repetitions and common words hardly count (`guessable.left_of`). Most common
    passwords are shorter than the least length here, and are padded to reach it.
    """

    def __init__(self) -> None:
        super().__init__()
        words = (re.sub(r"^[\W\d_]+|[\W\d_]+$", "", word) for word in self.passwords)
        self.words = {word for word in words if len(word) >= guessable.SHORTEST_WORD}

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a common password, in any letter case, or one near to it.

        The part from its first to its last letter must not be a common one either. And the password
        must count for at least LEAST_LEFT characters (`guessable.left_of`): names and repetitions
        count 0, a sequence 1, a common word KNOWN_WORD. This count is left out for what other rules
        refuse: digits alone, and what RepetitionValidator refuses.
        """
        super().validate(password, user)
        letters = [place for place, character in enumerate(password) if character.isalpha()]
        if letters:
            super().validate(password[letters[0] : letters[-1] + 1], user)
        if len(password) > LONGEST or password.isdecimal() or _repeats(password, user):
            return  # another rule says so
        if guessable.left_of(password, [*_names(user)], self.words.__contains__) < (
            guessable.LEAST_LEFT
        ):
            raise ValidationError(
                "Too little of it is hard to guess: names, digits, sequences, repetitions and "
                "words that many people use hardly count. Choose three or four words that don’t "
                "belong together.",
                code="password_too_guessable",
            )


def _repeats(password: str, user: Any) -> bool:
    try:
        RepetitionValidator().validate(password, user)
    except ValidationError:
        return True
    return False


def _letters_and_digits(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _names(user: Any) -> Iterator[str]:
    """Yield the names of a user, the longest first, as `_letters_and_digits` returns them."""
    given = [str(getattr(user, name, "") or "") for name in ("username", "first_name", "last_name")]
    address = str(getattr(user, "email", "") or "").partition("@")[0]
    names = {_letters_and_digits(each) for text in [*given, address] for each in _parts(text)}
    yield from sorted((name for name in names if len(name) >= SHORTEST_NAME), key=len, reverse=True)


def _parts(name: str) -> list[str]:
    return [name, *re.split(r"[\W_]+", name)]


def _is_too_little(rest: str) -> bool:
    """Tell whether a password is no better than its name: what else it has is short, or digits."""
    return len(rest) < BESIDES_NAME or rest.isdecimal()


def _period(text: str) -> int:
    """Return the length of the shortest part whose repetition, cut off anywhere, is the text.

    A text that repeats nothing is its own.
    """
    return next((size for size in range(1, len(text)) if text.startswith(text[size:])), len(text))


def _characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count} characters"
