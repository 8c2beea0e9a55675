"""Gunicorn's own log, with times and line breaks written as in all other lines."""

from typing import Any

from gunicorn.glogging import Logger

from newsroom.log_lines import UtcFormatter


class ServerLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """The log of starts, stops and faults of the server's processes, with times in UTC."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(UtcFormatter(self.error_fmt))
