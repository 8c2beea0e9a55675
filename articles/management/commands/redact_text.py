"""The command `redact_text`: take a kept text of a document out for the law's sake."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.audit.redaction import RedactionError, kept_texts, other_places, redact
from articles.management.setup import database_fault, not_set_up
from articles.models import Article


class Command(BaseCommand):
    help = (
        "Take a kept text out of the database; its digest stays, and who took it out, when and "
        "why. Without TEXT, list the texts that are kept of the article. Exit status: 0 done; "
        "1 refused, or the database failed; 2 wrong usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("article", type=int, metavar="ARTICLE", help="the article's number")
        parser.add_argument("text", type=int, nargs="?", metavar="TEXT", help="the text's number")
        parser.add_argument("--reason", default="", help="the law or demand that asks for it")
        parser.add_argument("--by", default="", metavar="NAME", help="the person who takes it out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            article = Article.objects.filter(pk=options["article"]).first()
            if article is None:
                raise RedactionError(f"There is no article {options['article']}.")
            if options["text"] is None:
                self._list(article)
                return
            by = User.objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(
                    f"--by: nobody is named {options['by']!r}; name who takes the text out.",
                    returncode=2,
                )
            record = redact(article.pk, options["text"], by=by, reason=options["reason"])
        except RedactionError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            raise CommandError(not_set_up() or database_fault(error)) from None
        self.stdout.write(f"Taken out; its SHA-256, {record.sha256}, stays. What it said may be in")
        for place in other_places(article):
            self.stdout.write(f"  {place}")
        self.stdout.write("and in backups and exports made before.")

    def _list(self, article: Article) -> None:
        for kept in kept_texts(article):
            size = "taken out" if kept.text.is_redacted else f"{len(kept.text.text):,} characters"
            uses = "; ".join(kept.uses)
            self.stdout.write(f"{kept.text.pk}: {uses}: {size}, SHA-256 {kept.text.sha256}")
