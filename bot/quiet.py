"""Logs that cannot hold what people wrote, nor who they are.

Rasa puts texts and sender ids into log lines, warnings and exceptions, in many places and forms.
Taking them out again would miss some. So a line says where it was logged, not what: the module,
the line in it, the kind of error and the places it passed through. Rasa's source says the rest.
Only messages known to hold nothing personal are written out (`HARMLESS`), and structlog's event
names, which are constants.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import regex
import structlog

# The part of a message that matches is written; what follows it is not.
HARMLESS = tuple(
    regex.compile(pattern)
    for pattern in (
        r"Rasa server is up and running\.",
        r"Starting Rasa server on http://[\w.:]+",
        r"Loading model [\w/.-]+\.tar\.gz",
        r"Could not load model due to",
        r"Goin' Fast @ http://[\w.:]+",
        r"(Starting|Stopping) worker \[\d+\]",
        r"Encountered an exception while running action '\w+'",
        r"Failed to run custom action '\w+'\. Couldn't connect to the server at '[\w:/.-]+'",
        r"Predicted next action '\w+'",
        r"Circuit breaker tripped\.",
        r"\[Errno \d+\] error while attempting to bind on address \('[\d.]+', \d+\)",
    )
)
_SAFE = "harmless_event"

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def install(level: int = logging.INFO) -> None:
    """Send every log line of this process, and every warning, through the formatter below."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("rasa").setLevel(level)
    logging.lastResort = handler  # for loggers that neither have a handler nor propagate
    logging.raiseExceptions = False  # or a line that cannot be formatted is printed in full
    logging.captureWarnings(True)
    # without its words a warning says nothing
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    sys.excepthook = _report
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _to_record],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class Formatter(logging.Formatter):
    """`2026-11-24 10:00:00 ERROR rasa.core.processor:1012 | RasaException at action.py:821 …`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        parts = [self.formatTime(record), record.levelname, f"{record.name}:{record.lineno}"]
        said = getattr(record, _SAFE, None) or _harmless(record)
        if said:
            parts.append(said)
        if record.exc_info and record.exc_info[1]:
            parts.append("| " + _places(record.exc_info[1]))
        return " ".join(parts)


def _harmless(record: logging.LogRecord) -> str | None:
    if not isinstance(record.msg, str):
        return None
    try:
        message = record.getMessage()
    except (TypeError, ValueError):
        return None
    matches = (pattern.match(message) for pattern in HARMLESS)
    return next((match.group() for match in matches if match), None)


def _places(error: BaseException) -> str:
    """The kinds of an error and of what caused it, each with the places it passed through."""
    found: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        frames = traceback.extract_tb(cause.__traceback__)
        path = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
        found.append(f"{type(cause).__name__} at {path or '?'}")
        cause = cause.__cause__ or cause.__context__
    return " | caused by ".join(found)


def _to_record(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> tuple[tuple[str], dict[str, Any]]:
    """Structlog's last step: the event's name and its error, without its values."""
    name = event.get("event")
    harmless = name if isinstance(name, str) and regex.fullmatch(r"[\w.]{1,80}", name) else ""
    error = event.get("exc_info")
    return ("",), {"extra": {_SAFE: harmless}, "exc_info": error}


def _report(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("", exc_info=error)
