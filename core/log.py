"""A diary in the state folder, one JSON object a line; it never prints, and never ends anything."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from core.clean import redact

if TYPE_CHECKING:
    from collections.abc import MutableMapping

LEVELS = ("debug", "info", "warning", "error")
SIZE = 1 << 20
KEPT = 3


def log_path(state: str) -> str:
    """Where the diary lies."""
    return f"{state}/log/groundstop.jsonl"


class Log:
    """An open diary; a disk that is full or closed to us leaves it empty."""

    def __init__(self, state: str, level: str = "info") -> None:
        import structlog  # noqa: PLC0415, slow, and only wanted by who keeps a diary

        self._handler = _handler(log_path(state))
        lines = logging.Logger("groundstop", logging.DEBUG)  # noqa: LOG001, nobody else's
        lines.addHandler(self._handler)
        self._log = structlog.wrap_logger(
            lines,
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.processors.format_exc_info,
                _discreet,
                structlog.processors.JSONRenderer(default=str),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(level),
        )

    def note(self, event: str, *, level: str = "info", **facts: object) -> None:
        """Write one line, if the level is wanted."""
        getattr(self._log, level)(event, **facts)

    def close(self) -> None:
        """Let go of the file."""
        self._handler.close()


class _Quiet(RotatingFileHandler):
    """Says nothing about its own troubles: a screen may be open."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, as logging has it
        """Let the line go."""


def _handler(path: str) -> logging.Handler:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return _Quiet(path, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", errors="replace")
    except OSError:
        return logging.NullHandler()


def _discreet(
    _logger: object, _level: str, facts: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    """Take secrets out of every text."""
    return {name: redact(one) if isinstance(one, str) else one for name, one in facts.items()}
