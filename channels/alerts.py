"""Calls for the operator: once for each reason, not once for each message."""

from __future__ import annotations

import time

import structlog

from channels import metrics

AGAIN_AFTER_SECONDS = 3600.0

log = structlog.get_logger("alerts")


class Alerts:
    """Remembers what was called for lately."""

    def __init__(self) -> None:
        self._last: dict[int | None, float] = {}

    def operator_needed(self, code: int | None) -> None:
        """The provider refuses for a reason that only the operator can mend.

        Every case is counted in `suar_operator_needed`; the log and Sentry hear of each code once
        an hour.
        """
        metrics.OPERATOR_NEEDED.labels(str(code or "")).inc()
        now = time.monotonic()
        last = self._last.get(code)
        if last is None or now - last >= AGAIN_AFTER_SECONDS:
            self._last[code] = now
            log.error("operator_needed", code=code, see="docs/operators.md")
