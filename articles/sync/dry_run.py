"""What a dry run has to remember, because each chunk is rolled back before the next is read."""

from collections.abc import Mapping

from articles.sync.changes import Stored


class DryRunState:
    """What a real run would have stored by now, as far as later chunks would meet it again.

    Stays empty in a real run.
    """

    def __init__(self) -> None:
        #: Articles that would lie elsewhere now, or be back.
        self.placed: set[int] = set()
        #: How many articles more there would be whose documents aren't gone.
        self.added = 0

    def remember(self, stored: Mapping[str, Stored]) -> dict[str, Stored]:
        """Return what a real run would have stored in place of this chunk, and remember it."""
        told = {
            # The article's old place is still empty, so a second document can seem to be it.
            path: Stored("new") if what.article in self.placed else what
            for path, what in stored.items()
        }
        for what in told.values():
            is_back = "returned" in what.changes
            self.added += is_back or what.status == "new"
            if what.article and (is_back or what.status == "moved"):
                self.placed.add(what.article)
        return told
