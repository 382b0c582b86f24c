"""Asks the provider for receipts that never came.

A provider tells us once what became of a message. If nobody was there to hear it, a message that
did not arrive would look sent for ever, and staff would never see it. So a while after a message
was sent, and after each start, the provider is asked about those that have not arrived.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from channels.ledger.outbox import Outbox
from channels.messages import Receipt
from channels.sending import NotSent, Provider

CHECK_SECONDS = 300.0
SILENT_SECONDS = 1800.0  # most receipts come within seconds; a carrier may try for hours
AFTER_A_START_SECONDS = 86_400.0  # how far back is asked then
PAGE = 100

log = structlog.get_logger("outcomes")

Hear = Callable[[Receipt], Awaitable[None]]


async def ask_for_ever(outbox: Outbox, providers: Mapping[str, Provider], hear: Hear) -> None:
    """Ask about each message once, when it has been silent for long; until cancelled."""
    since = time.time() - AFTER_A_START_SECONDS
    while True:
        until = time.time() - SILENT_SECONDS
        try:
            await ask(outbox, providers, hear, since, until)
            since = until
        except NotSent as error:
            log.warning("not_told", code=error.code)
        except Exception as error:  # the database may be away: next time
            log.error("asking_failed", error=type(error).__name__)
        await asyncio.sleep(CHECK_SECONDS)


async def ask(
    outbox: Outbox, providers: Mapping[str, Provider], hear: Hear, since: float, until: float
) -> int:
    """Ask about messages that are not known to have arrived or failed, one after another.

    Args:
        outbox: knows the messages.
        providers: who sent them, by channel.
        hear: takes the receipts.
        since: those queued from then, in seconds since 1970.
        until: to then.

    Returns:
        How many were asked about.

    Raises:
        NotSent: a provider does not answer now.
    """
    asked, last = 0, 0
    while page := await outbox.silent(since, until, last, PAGE):
        last = page[-1][0]
        for _, channel, provider_id in page:
            if channel not in providers:
                continue
            asked += 1
            if receipt := await providers[channel].outcome(provider_id):
                await hear(receipt)
    return asked
