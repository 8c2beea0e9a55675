"""Times of log lines: in UTC with a Z, whatever zone the machine has (RFC 3339)."""

import logging
from datetime import UTC, datetime


class UtcFormatter(logging.Formatter):
    """A formatter whose times are UTC, to the millisecond: `2026-11-29T14:05:00.123Z`."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
