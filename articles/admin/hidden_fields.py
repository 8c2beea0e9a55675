"""Hidden fields of the admin's forms: snapshots of shown articles, and the idempotency token."""

import json
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.http import QueryDict

from articles.desk.request import parse_id
from articles.models import Article
from articles.models.decision import TOKEN_LENGTH
from articles.moderation.decision_requests import Seen

INCOMPLETE: Final = "The form is incomplete. Reload the page and try again."


def snapshots_as_text(articles: Iterable[Article]) -> str:
    """Return the current snapshots of the articles as JSON, for the hidden field `seen`.

    It is an object: the keys are the articles' primary keys, the values the snapshots as text. A
    snapshot (`Seen`) is the article's version and the number of each field's standing decision.
    """
    return json.dumps({str(article.pk): str(Seen.of(article)) for article in articles})


def posted_snapshots(posted: QueryDict) -> dict[int, Seen]:
    """Return the snapshots in the posted field `seen`, by the articles' primary keys.

    Entries whose key is no id (`parse_id`) are left out. Raises ValidationError where the field is
    missing, is no JSON object, or holds an invalid snapshot.
    """
    try:
        texts = json.loads(posted.get("seen", ""))
        snapshots = {parse_id(pk): Seen.parse(text) for pk, text in texts.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ValidationError(INCOMPLETE) from None
    return {pk: snapshot for pk, snapshot in snapshots.items() if pk is not None}


def posted_token(posted: QueryDict) -> str:
    """Return the posted idempotency token.

    Raises ValidationError where it isn't 1 to TOKEN_LENGTH ASCII letters and digits.
    """
    token = posted.get("token", "")
    if not (0 < len(token) <= TOKEN_LENGTH and token.isascii() and token.isalnum()):
        raise ValidationError(INCOMPLETE)
    return token
