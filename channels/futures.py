"""Gives whoever waits for a future its result or its error."""

from __future__ import annotations

import asyncio


def settle[Result](waiting: asyncio.Future[Result], outcome: Result | Exception) -> None:
    """End a future, unless whoever waited for it has been cancelled."""
    if waiting.done():
        return
    if isinstance(outcome, Exception):
        waiting.set_exception(outcome)
    else:
        waiting.set_result(outcome)
