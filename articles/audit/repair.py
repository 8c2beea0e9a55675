"""Repair what follows from what is there: states from documents and decisions, triggers, names."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from articles.audit.check import Summary, article_findings
from articles.audit.guarded import is_of_a_value
from articles.audit.states import wrong_upstream
from articles.audit.texts import findings_of
from articles.audit.totals import repair_names
from articles.documents import NewsDocument, read
from articles.models import Article, Decision, trigger_faults, triggers
from articles.moderation.apply import apply_states
from articles.moderation.decisions import lock_articles
from articles.moderation.status_times import status_times
from articles.rules import Ruling, effective_state
from articles.rules.upstream_word import MISSING_PUBLISHES
from articles.search.index import update_search_texts
from articles.sync.related_rows import (
    get_or_create_providers,
    store_addresses,
    store_images,
    store_related,
)
from articles.sync.store import COPIED_COLUMNS, copy_fields


def repair_articles(pks: Sequence[int]) -> tuple[list[int], list[int]]:
    """Repair articles, given by primary key; return the keys of those repaired, and of those left.

    An article is left unchanged where a finding of `article_findings` or `texts.findings_of` on it
    can't be repaired, where it can't be read, and where it would be public without a newest text
    that can be read. Otherwise, one without findings is stored anew, and counts as repaired. One
    transaction, with a lock, for each. Raises Article.DoesNotExist for an unknown key; those before
    it are repaired or left.
    """
    repaired: list[int] = []
    left: list[int] = []
    for pk in pks:
        try:
            (repaired if _is_repaired(pk) else left).append(pk)
        except Exception as error:
            if not is_of_a_value(error):
                raise
            left.append(pk)
    return repaired, left


def _is_repaired(pk: int) -> bool:
    """Repair an article, in a transaction, and tell whether it was: else it is as it was."""
    with transaction.atomic():
        lock_articles([pk])
        found = [*findings_of(pk), *article_findings([pk], Summary())]
        if not all(each.is_repairable for each in found):
            return False
        return _repair(Article.objects.select_related("newest_text", "collection").get(pk=pk))


def repair_triggers() -> None:
    """Record which guarding triggers are at fault, by `note_faults`, and install this code's again.

    Triggers of other names stay.
    """
    trigger_faults.note_faults(connection)
    triggers.install(connection)


def repair_computed_names() -> None:
    """Do `repair_names` in a transaction: all columns of `name_findings`."""
    with transaction.atomic():
        repair_names()


def _repair(article: Article) -> bool:
    """Repair an article, and tell whether it was: else nothing is stored.

    Without a newest text that can be read, nothing proves the words that upstream's values hold: an
    article that they would make or leave public isn't repaired.
    """
    rulings = Decision.objects.filter(article=article).rulings().get(article.pk, [])
    also = ["decision_count", "upstream"]
    document = None
    if not article.newest_text.is_redacted:
        document = read(article.newest_text.text.encode(), now=timezone.now()).document
    if document:
        also += _copy_document(article, document, rulings)
    article.upstream.pop(MISSING_PUBLISHES, None)
    article.upstream |= article.collection.marks(article.upstream)
    article.decision_count = max((each.number for each in rulings), default=0)
    state = effective_state(article.upstream, rulings)
    if document is None and state.values["published"]:
        return False
    since = status_times([(article, state)]) if rulings else {}
    if state.values["published"] and article.public_since is None:
        # When it was published first isn't kept elsewhere; it was by then.
        article.public_since = since.get(article.pk, article.status_since)
    apply_states([(article, state)], at=timezone.now(), also=also, status_times=since)
    update_search_texts([article])
    return True


def _copy_document(
    article: Article, document: NewsDocument, rulings: Sequence[Ruling]
) -> list[str]:
    """Make columns and rows those of the document; return the columns that are still to store."""
    article.upstream |= wrong_upstream(article, document, rulings)
    providers = get_or_create_providers([document])
    copy_fields(article, document, providers)
    store_images("article", {article.pk: document.images})
    store_related({article.pk: document.related}, providers)
    store_addresses({article.pk: document})
    return [*COPIED_COLUMNS, "provider", "url_key"]
