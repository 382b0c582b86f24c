"""Logs and error reports that can hold no number and no text.

An error's message may quote what it choked on, so only its type and its place are kept; and
whatever else looks like a telephone number is struck out.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any, cast

import sentry_sdk
import structlog
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

_NUMBER = re.compile(r"\+?\d[\d \-().]{6,}\d")
_STRUCK_OUT = "[number]"
# Telegram has a bot's password in the address of every call; so an error of a library may quote it.
# A bound on the digits and nothing before them, or a long row of digits would take for ever.
_TOKEN = re.compile(r"(?<!\d)\d{5,20}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_NO_TOKEN = "[token]"  # noqa: S105 - stands in a token's place
# Fields of ours that are numbers of another kind.
_KEPT = {"timestamp", "level", "event", "logger", "contact", "port", "pid", "seconds"}
_REPORTED = {
    "event_id", "timestamp", "level", "platform", "release", "environment", "sdk"
}  # fmt: skip
_OF_FRAME = ("filename", "abs_path", "module", "function", "lineno", "in_app")
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(level: int = logging.INFO) -> None:
    """One JSON line an event on standard output, from structlog and from `logging` alike."""
    shared: list[Any] = [
        # The message's own number: one correlation id from its coming in to its reply's sending.
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        place_of_error,
        strike_out_numbers,
    ]
    structlog.configure(
        processors=[
            cast(Any, report_errors),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for talkative in ("aiohttp.access", "twilio", "aiosqlite", "sqlalchemy", "asyncio", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def configure_sentry(dsn: str) -> None:
    """Report errors to Sentry: their type and place, nothing of what was being worked on."""
    if dsn:
        sentry_sdk.init(
            dsn=dsn,
            send_default_pii=False,
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            before_send=scrub,
            # Its own view of a web request would carry headers, addresses and texts.
            auto_enabling_integrations=False,
            # What libraries log may quote anything; our own errors are reported below.
            disabled_integrations=[LoggingIntegration()],
        )


def report_errors(_logger: Any, method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Send our own errors to Sentry, where it is set up, under the event's name."""
    if method in {"error", "exception", "critical"}:
        with sentry_sdk.new_scope() as scope:
            scope.set_tag("event", str(entry.get("event")))
            error = sys.exc_info()[1]
            if error:
                scope.capture_exception(error)
            else:
                scope.capture_message(str(entry.get("event")), level="error")
    return entry


def scrub(event: Event, _hint: Hint) -> Event | None:
    """Keep of an error report what cannot hold a number or a text."""
    kept: dict[str, Any] = {key: value for key, value in event.items() if key in _REPORTED}
    exceptions = (event.get("exception") or {}).get("values", [])
    kept["exception"] = {"values": [_place_of(one) for one in exceptions]}
    name = _NUMBER.sub(_STRUCK_OUT, str((event.get("tags") or {}).get("event")))
    kept |= {"tags": {"event": name}, "message": name}
    return cast(Event, kept)


def _place_of(exception: dict[str, Any]) -> dict[str, Any]:
    """The type of an error and the lines it came through."""
    frames = (exception.get("stacktrace") or {}).get("frames", [])
    kept = [{key: frame[key] for key in _OF_FRAME if key in frame} for frame in frames]
    return {
        "type": exception.get("type"),
        "module": exception.get("module"),
        "value": "",
        "stacktrace": {"frames": kept},
    }


def place_of_error(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Replace an exception by its type and the lines it came through."""
    exc_info = entry.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    if exc_info and exc_info[0]:
        kind, _, trace = cast(_ExcInfo, exc_info)
        frames = traceback.extract_tb(trace)
        entry["error"] = kind.__name__
        entry["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    return entry


def strike_out_numbers(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Strike out what looks like a telephone number or a bot's token, wherever it stands."""
    for key, value in entry.items():
        if isinstance(value, str) and key not in _KEPT | {"at"}:
            entry[key] = _struck_out(value)
    entry["event"] = _struck_out(str(entry.get("event", "")))
    return entry


def _struck_out(text: str) -> str:
    return _NUMBER.sub(_STRUCK_OUT, _TOKEN.sub(_NO_TOKEN, text))
