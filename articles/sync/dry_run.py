"""The memory of a dry run between chunks, since each chunk is rolled back before the next one."""

from collections.abc import Mapping

from articles.sync.changes import Stored


class DryRunState:
    """The effects of rolled-back chunks that later chunks of the same dry run depend on.

    `remember` records them; in a real run it isn't called, so that nothing is recorded.
    """

    def __init__(self) -> None:
        #: Primary keys of articles that a real run would have moved, or marked as returned.
        self.relocated: set[int] = set()
        #: How many more articles there would be whose documents aren't gone.
        self.added = 0

    def remember(self, stored: Mapping[str, Stored]) -> dict[str, Stored]:
        """Return a chunk's results, corrected by the effects of earlier chunks; record its own.

        Both `stored` and the return value have the results by path. Where a document was matched to
        an article that an earlier chunk moved or found again, its result becomes `new`. Updates
        `relocated` and `added`.
        """
        results = {
            # The article's row still has its old path, so a second document can match it as well.
            path: Stored("new") if result.article in self.relocated else result
            for path, result in stored.items()
        }
        for result in results.values():
            has_returned = "returned" in result.changes
            self.added += has_returned or result.status == "new"
            if result.article and (has_returned or result.status == "moved"):
                self.relocated.add(result.article)
        return results
