"""The command `check_history`: compare every article with its document and its decisions."""

import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.audit import guards, repair
from articles.audit.accounts import accounts_line
from articles.audit.check import Head, Summary, findings
from articles.management.progress import ProgressBar
from articles.management.setup import database_fault, not_set_up
from articles.models import Article


class Command(BaseCommand):
    help = (
        "Check that every article follows from its newest document and its decisions, that these "
        "are as they were recorded, that totals add up and that the triggers of the record stand. "
        "Exit status: 0 all follows; 1 something doesn't (or, with --repair, something was left), "
        "or the database failed; 2 wrong usage."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="mend what follows from what is there"
        )
        parser.add_argument(
            "--since",
            metavar="HEAD",
            help="the head that an earlier check printed and that was kept elsewhere: also check "
            "that no decision before it was changed or taken out",
        )
        parser.add_argument(
            "--reviewed",
            metavar="NOTE",
            help="record that somebody looked into the triggers that a migrate found missing, and "
            "list them no more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        since = _head(options["since"])
        note = (options["reviewed"] or "").strip()
        if options["reviewed"] is not None and not note:
            raise CommandError("--reviewed: say in a few words what was found out.", returncode=2)
        try:
            if note:
                guards.record_review(note)
            is_left = self._check(since, repairs=options["repair"])
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing is half mended.", returncode=130) from None
        if is_left:
            sys.exit(1)

    def _check(self, since: Head | None, *, repairs: bool) -> bool:
        """Print the findings and a summary, repair if asked; tell whether anything is left."""
        summary = Summary()
        to_repair: dict[int, None] = {}
        others: list[str] = []
        count, is_left = 0, False
        with ProgressBar(self.stderr, "history", Article.objects.count, enabled=True) as bar:
            for finding in findings(summary, since, bar.update):
                count += 1
                bar.print_line(str(finding))
                if not finding.is_repairable:
                    is_left = True
                elif finding.article:
                    to_repair[finding.article] = None
                else:
                    others.append(finding.place)
        self.stdout.write(_summary_line(summary, count))
        self.stdout.write(accounts_line())
        if not repairs:
            return count > 0
        return self._repair(list(to_repair), others) or is_left

    def _repair(self, articles: list[int], others: list[str]) -> bool:
        """Repair what can be, say what was; tell whether articles were left."""
        if any(place.startswith("trigger ") for place in others):
            repair.repair_triggers()
            self.stdout.write("The triggers are installed again; what was missing is recorded.")
        if any(not place.startswith("trigger ") for place in others):
            repair.repair_computed_names()
            self.stdout.write("Names are folded and sorted anew.")
        repaired, left = repair.repair_articles(articles)
        self.stdout.write(f"{len(repaired):,} articles mended, {len(left):,} left.")
        for pk in left:
            self.stderr.write(
                f"article {pk}: left, for its text or decisions can't be trusted: compare it with "
                "a backup."
            )
        return bool(left)


def _head(text: str | None) -> Head | None:
    """Return the head that --since names; raise CommandError where it is none."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())
    if not match:
        raise CommandError(
            "--since: expected what a check printed as head, NUMBER:DIGEST.", returncode=2
        )
    return Head(int(match[1]), match[2])


def _summary_line(summary: Summary, count: int) -> str:
    result = "all follows" if not count else f"{count:,} findings"
    lines = [f"{summary.articles:,} articles and {summary.decisions:,} decisions: {result}."]
    if summary.redacted:
        lines.append(f"{summary.redacted:,} newest texts were taken out: not compared.")
    if summary.unread:
        lines.append(f"{summary.unread:,} newest texts can't be read as documents: not compared.")
    if summary.lost:
        lines.append(
            f"{summary.begun - summary.lost:,} of the {summary.begun:,} decisions that were begun "
            "are there: the others were taken out, or rolled back before they were stored."
        )
    lines.append(f"Head: {summary.head} (kept elsewhere, --since checks against it)")
    return "\n".join(lines)
