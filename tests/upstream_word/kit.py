"""A desk whose documents a bot and exports write in turn, one article at a time."""

from typing import Any

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from tests.export_kit import document_path, export_folder, import_folder

WHY = "that may be our own export’s value"


class Desk:
    """A desk with one article, an editor, and the file that a bot and exports write."""

    def __init__(self, article: Article, by: Any, act_parameters: Any) -> None:
        self.article = article
        self.by = by
        self.act_parameters = act_parameters
        self.path = document_path(article)
        self.bots = self.path.read_text()

    @property
    def file(self) -> dict[str, str]:
        """The lines of the file, by key."""
        lines = (line.split(": ", 1) for line in self.path.read_text().splitlines())
        return {parts[0]: parts[1] for parts in lines if len(parts) == 2}

    def now(self) -> Article:
        self.article.refresh_from_db()
        return self.article

    def act(self, verb: Any, *args: Any, **options: Any) -> Any:
        parameters = self.act_parameters(self.by, self.article, **options)
        return verb([self.now()], *args, **parameters)

    def undo(self) -> None:
        """Undo the newest act of the person that counts."""
        acts = Act.objects.filter(by=self.by).exclude(decisions__kind="undo")
        act = acts.exclude(decisions__withdrawn_by__isnull=False).latest("pk")
        moderation.undo(act, by=self.by, token=new_token(), place="queue")

    def overwrites(self, **values: object) -> None:
        """The bot writes its own version of the document, with these values and other noise."""
        self.bots = with_lines(self.bots, values)
        self.path.write_text(with_lines(self.bots, {"secured": '"rewritten"'}))

    def patches(self, **values: object) -> None:
        """The bot sets these keys in the file as it is."""
        self.path.write_text(with_lines(self.path.read_text(), values))

    def imports(self) -> Any:
        return import_folder(self.path.parent)

    def exports(self) -> list[Any]:
        return export_folder(self.path.parent)[1]


def with_lines(text: str, values: dict[str, object]) -> str:
    """Return the text with the lines of these keys set."""
    lines = []
    for line in text.split("\n"):
        key = line.partition(":")[0]
        lines.append(f"{key}: {str(values[key]).lower()}" if key in values else line)
    return "\n".join(lines)


def is_public(here: Desk) -> bool:
    return Article.objects.published().filter(pk=here.article.pk).exists()
