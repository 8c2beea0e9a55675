"""What was sent from the list and from the article's page: decided as one act, or shown again."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.admin import helpers
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from articles import formatting, moderation
from articles.admin.forms import (
    INCOMPLETE,
    ArticleForm,
    DecidingForm,
    RowFormSet,
    seen_in,
    token_in,
)
from articles.models import Article
from articles.moderation.orders import Order, Outcome, Seen, SkippedOrder, Stale

NAMED: Final = 5


@dataclass(slots=True)
class Refusal:
    """Why nothing was saved: of the whole, and of each article; `is_stale` where it moved on."""

    faults: list[str] = field(default_factory=list)
    of_article: dict[int, SkippedOrder] = field(default_factory=dict)
    is_stale: bool = False


def decide(
    orders: Sequence[Order], posted: QueryDict, by: User, *, all_or_nothing: bool
) -> Outcome | Refusal:
    """Carry the orders out as one act of the admin; whatever moderation raises is a refusal."""
    if not orders:
        return Outcome(None, [], [])
    try:
        return moderation.decide(
            orders, by=by, token=token_in(posted), place="admin", all_or_nothing=all_or_nothing
        )
    except Stale as error:
        blocked = {skip.article.pk: skip for skip in error.outcome.blocked}
        return Refusal(of_article=blocked, is_stale=True)
    except ValidationError as error:
        return Refusal(error.messages)
    except PermissionDenied as error:
        return Refusal([str(error)])


def told(outcome: Outcome) -> tuple[str, list[str]]:
    """Return the sentence on what was recorded, and those on what was skipped and why."""
    done = formatting.recorded(outcome.decisions) if outcome.act else ""
    groups: dict[str, list[SkippedOrder]] = {}
    for skip in outcome.skips:
        groups.setdefault(skip.why, []).append(skip)
    return done, [_skipped(group) for group in groups.values()]


def _skipped(skips: Sequence[SkippedOrder]) -> str:
    named = [
        f"“{formatting.shortened(skip.article.title)}”: {formatting.skipped(skip)}"
        for skip in skips[:NAMED]
    ]
    more = len(skips) - NAMED
    count = f"{len(skips)} article{'s' if len(skips) > 1 else ''}"
    return f"Skipped {count}. {' '.join(named)}" + (f" And {more} more." if more > 0 else "")


def as_page_request(request: HttpRequest) -> HttpRequest:
    """Return the request as though the page had been asked for, to show it again.

    A copy shares session, user, messages and META (so cookies are still set); Django leaves the
    route out of copies.
    """
    anew = copy(request)
    anew.method = "GET"
    anew.resolver_match = request.resolver_match
    return anew


class ListSubmission:
    """The list as it was sent: its rows, what was typed, and what came of it."""

    def __init__(
        self, request: HttpRequest, formset_class: type[RowFormSet], rows: QuerySet[Article]
    ) -> None:
        self.posted = request.POST.copy()
        self.by: Any = request.user
        self.formset = formset_class(self.posted, queryset=rows)
        self.refusal = Refusal()

    @property
    def note(self) -> str:
        return self.posted.get("save_note", "")

    @property
    def forms(self) -> list[DecidingForm]:
        forms: list[Any] = self.formset.forms
        return forms

    def save(self) -> Outcome | None:
        """Decide all changed rows as one act; None where nothing was saved."""
        is_valid = self.formset.is_valid()
        if any(form.instance.pk is None for form in self.forms):
            raise BadRequest("A row of this list doesn't exist.")
        if not is_valid:
            return None
        try:
            seen = seen_in(self.posted)
        except ValidationError as error:
            self.refusal = Refusal(error.messages)
            return None
        orders = list(self._orders(seen))
        if not self.formset.is_valid():
            return None
        answer = decide(orders, self.posted, self.by, all_or_nothing=True)
        if isinstance(answer, Refusal):
            self.refusal = answer
            return None
        return answer

    def _orders(self, seen: Mapping[int, Seen]) -> Iterable[Order]:
        for form in self.forms:
            if not form.has_changed():
                continue
            if form.instance.pk not in seen:
                form.add_error(None, INCOMPLETE)
                continue
            order = form.order(seen[form.instance.pk], self.note)
            if order:
                yield order

    def show_in(self, changelist: ChangeList) -> None:
        """Make the list show these rows as they are now, what was typed, and what is in the way.

        Not the rows that the filters find now: Django pairs rows and forms by their place.
        """
        for form in self.forms:
            skip = self.refusal.of_article.get(form.instance.pk)
            if skip:
                form.add_error(None, in_the_way(skip, form))
            form.rebase()
        self.formset.non_form_errors().extend(self.refusal.faults)
        rows: Any = [form.instance for form in self.forms]
        changelist.formset, changelist.result_list = self.formset, rows


def in_the_way(skip: SkippedOrder, form: DecidingForm) -> str:
    """Return why the order was not carried out; where the text changed, also how it did."""
    moved = form.moved() if skip.why == "text" else ""
    return formatting.skipped(skip) + (f" It was: {moved}." if moved else "")


class PageSubmission:
    """The article's page as it was sent."""

    def __init__(
        self, request: HttpRequest, form_class: type[ArticleForm], article: Article
    ) -> None:
        self.posted = request.POST.copy()
        self.by: Any = request.user
        self.form = form_class(self.posted, instance=article)
        self.is_stale = False

    def save(self) -> Outcome | None:
        """Decide what was changed as one act; None where nothing was saved."""
        if not self.form.is_valid():
            return None
        try:
            seen = seen_in(self.posted).get(self.form.instance.pk)
            if seen is None:
                raise ValidationError(INCOMPLETE)
        except ValidationError as error:
            self.form.add_error(None, error)
            return None
        order = self.form.order(seen, self.form.cleaned_data["note"])
        if not self.form.is_valid():
            return None
        answer = decide([order] if order else [], self.posted, self.by, all_or_nothing=True)
        if isinstance(answer, Outcome):
            return answer
        self.is_stale = answer.is_stale
        sentences = [in_the_way(skip, self.form) for skip in answer.of_article.values()]
        for sentence in [*sentences, *answer.faults]:
            self.form.add_error(None, sentence)
        return None

    def show_in(self, context: dict[str, Any], shown: helpers.AdminForm) -> None:
        """Make the page show the article as it is now, what was typed, and what is in the way."""
        self.form.rebase()
        context["adminform"] = helpers.AdminForm(
            self.form,
            list(shown.fieldsets),
            {},
            shown.readonly_fields,
            model_admin=shown.model_admin,
        )
        errors: Any = helpers.AdminErrorList(self.form, [])
        context["errors"] = errors
