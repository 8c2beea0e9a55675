"""The log: its lines go to stderr, with times in UTC and a Z, whatever zone the machine has."""

import logging
from datetime import UTC, datetime
from typing import Any


class UtcFormatter(logging.Formatter):
    """A formatter whose times are UTC: `2026-11-29T14:05:00.123Z` (RFC 3339).

    Line breaks (CR, LF) in a message, which a client may have put there, are written out: `\\r`,
    `\\n`. A traceback keeps its lines.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def configuration(level: int) -> dict[str, Any]:
    """Return the setting LOGGING for lines of this level and above, which go to stderr.

    Left out are Django's own lines on refusals that the desk logs itself. Those on other faults of
    clients (400 to 499) are warnings at most, without a traceback.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "newsroom.log_lines.UtcFormatter",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            }
        },
        "filters": {
            "once": {"()": "articles.accounts.refusals.OnceFilter"},
            "client-fault": {"()": "articles.accounts.refusals.ClientFaultFilter"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["once", "client-fault"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django": {"handlers": [], "level": level, "propagate": True}},
    }
