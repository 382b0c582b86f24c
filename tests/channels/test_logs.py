"""What leaves the process by logs and error reports holds no number, no text and no secret."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import structlog

from channels import logs
from channels.settings import Settings

NUMBER = "+628777123456"
SECRET = "zqxjk sentinel"
HOSTILE = f'x\n{{"event": "forged"}}\r\n\x1b[2J\x1b]0;title\x07\u2028\u202e{NUMBER}'


@contextlib.contextmanager
def as_served() -> Iterator[io.StringIO]:
    """Logging as the service sets it up; gives what is written."""
    root, out = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    with contextlib.redirect_stdout(out):
        logs.configure()
    try:
        yield out
    finally:
        root.handlers[:], root.level = before


def test_one_event_is_one_line_whatever_it_holds() -> None:
    with as_served() as written:
        structlog.get_logger("a test").warning("refused", reason=HOSTILE)
        logging.getLogger("a library").warning("header %s", HOSTILE)
    out = written.getvalue()
    assert len(out.splitlines()) == 2
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert NUMBER not in out
    assert [json.loads(line)["level"] for line in out.splitlines()] == ["warning", "warning"]


def test_an_error_is_logged_by_its_type_and_place_only() -> None:
    with as_served() as written:
        try:
            raise ValueError(f"could not send {SECRET} to {NUMBER}")
        except ValueError:
            structlog.get_logger("a test").exception("answer_failed")
            logging.getLogger("a library").exception("it broke")
    out = written.getvalue()
    assert "ValueError" in out
    assert SECRET not in out
    assert NUMBER not in out


def stuffed() -> dict[str, Any]:
    """An error report with number and text in every place that Sentry's protocol knows.

    https://develop.sentry.dev/sdk/data-model/event-payloads/
    """
    said = f"{SECRET} {NUMBER}"
    frame = {
        "filename": "channels/worker.py", "function": "_answer", "module": "channels.worker",
        "lineno": 7, "abs_path": "/srv/channels/worker.py", "in_app": True,
        "vars": {"text": said}, "context_line": said, "pre_context": [said],
        "post_context": [said], "source_link": said,
    }  # fmt: skip
    trace = {"frames": [frame], "registers": {"rip": said}}
    return {
        "event_id": "e" * 32, "timestamp": "2026-11-28T00:00:00Z", "level": "error",
        "platform": "python", "release": "suar@1", "environment": "production",
        "sdk": {"name": "sentry.python"},
        "message": said, "logentry": {"message": said, "params": [said], "formatted": said},
        "extra": {"text": said, "sys.argv": [said]}, "tags": {"event": "answer_failed", "x": said},
        "breadcrumbs": {"values": [{"message": said, "data": {"url": said}}]},
        "user": {"id": said, "ip_address": "203.0.113.7"}, "server_name": said,
        "request": {"url": said, "headers": {"Cookie": said}, "data": said, "query_string": said},
        "contexts": {"trace": {"data": said}, "runtime": {"name": said}}, "fingerprint": [said],
        "transaction": said, "culprit": said, "modules": {said: "1"}, "logger": said,
        "threads": {"values": [{"name": said, "stacktrace": trace}]}, "debug_meta": {"x": said},
        "spans": [{"description": said, "data": {"db.statement": said}}], "dist": said,
        "exception": {"values": [
            {"type": "ValueError", "module": "builtins", "value": said, "stacktrace": trace,
             "raw_stacktrace": trace, "mechanism": {"type": "generic", "data": {"x": said}},
             "thread_id": said, "lock": {"address": said}},
            {"type": "KeyError", "value": said},
        ]},
        "what_a_later_version_adds": {"deep": [{"down": said}]},
    }  # fmt: skip


def test_of_an_error_report_only_type_and_place_are_left() -> None:
    kept = logs.scrub(stuffed(), {})  # type: ignore[arg-type]
    told = json.dumps(kept)
    for word in (*SECRET.split(), NUMBER, NUMBER[3:], "203.0.113.7"):
        assert word not in told
    assert kept is not None
    assert kept["exception"]["values"][0]["type"] == "ValueError"
    assert kept["exception"]["values"][0]["stacktrace"]["frames"][0]["lineno"] == 7
    assert kept["message"] == "answer_failed"


def test_the_name_of_a_report_holds_no_number() -> None:
    kept = logs.scrub({"tags": {"event": f"failed {NUMBER}"}}, {})
    assert NUMBER not in json.dumps(kept)


def secrets_of(settings: type[Settings]) -> list[str]:
    """The settings that hold a secret, by their names in the environment."""
    words = ("TOKEN", "SECRET", "PASSWORD", "KEY", "DSN", "DATABASE_URL", "REDIS_URL")
    fields = settings.model_fields.items()
    return [name for name, field in fields if any(one in str(field.alias) for one in words)]


def test_no_secret_is_in_what_is_printed_of_the_settings() -> None:
    names = secrets_of(Settings)
    assert {"secret_key", "auth_token", "sentry_dsn", "database_url", "telegram_bot_token"} <= set(
        names
    )
    for name in names:
        settings = Settings.model_construct(**{name: "postgresql://suar:hunter2zqx@db/suar"})
        assert "hunter2zqx" not in repr(settings) + str(settings), name
