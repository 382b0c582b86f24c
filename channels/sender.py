"""Sends what is queued: each contact's messages in order, each of them once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping

import structlog

from channels import metrics
from channels.dispatch import Dispatcher
from channels.ledger.outbox import Outbox
from channels.messages import Outgoing
from channels.sending import Accepted, NotSent, Provider, Refused, Unknown

AT_ONCE = 48  # calls to the provider side by side
FIRST_RETRY_SECONDS = 0.5
LAST_RETRY_SECONDS = 60.0
LOOK_UP_AFTER_SECONDS = 3.0  # a call cut off may still be on its way into the provider's list
KEEP_TRYING_SECONDS = 4 * 3600.0  # WhatsApp's queue holds as long; later an answer helps nobody

log = structlog.get_logger("sender")


class Sender:
    """Takes messages from the outbox and hands them to the provider.

    Args:
        outbox: the queue.
        providers: who sends, by channel.
    """

    def __init__(self, outbox: Outbox, providers: Mapping[str, Provider]) -> None:
        self._outbox = outbox
        self._providers = providers
        self._held_back: dict[str, float] = {}  # our address → until when
        self._queue = Dispatcher(outbox.claim, self._work, AT_ONCE)

    def wake(self) -> None:
        """A message has been queued."""
        self._queue.wake()

    def reserve(self) -> bool:
        """Keep a slot for a message that is about to be queued; see `Dispatcher.reserve`."""
        return self._queue.reserve()

    def give(self, message: Outgoing | None) -> None:
        """Send a message that is claimed already in the reserved slot; None gives it back."""
        self._queue.give(message)

    async def run(self) -> None:
        """Work until cancelled."""
        await self._queue.run()

    async def _work(self, message: Outgoing) -> None:
        structlog.contextvars.bind_contextvars(
            message=message.inbound_id, contact=message.contact_id
        )
        try:
            await self._wait_for_sender(message)
            accepted = await self._find(message) if message.unsure else None
            if accepted is None:
                if message.unsure:
                    await self._outbox.restart(message)
                accepted = await self._send(message)
            await self._outbox.accepted(message, accepted.provider_id, accepted.segments)
            metrics.SENT.labels("accepted", "").inc()
            metrics.REPLY_SECONDS.observe(time.time() - message.created_at)
        except NotSent as error:
            await self._not_sent(message, error)
        except Unknown:
            metrics.SENT.labels("unknown", "").inc()
            await self._outbox.doubt(message, LOOK_UP_AFTER_SECONDS, None)
        except Refused as error:
            await self._refused(message, error)
        except Exception as error:  # its lease will run out, and it is looked up then
            log.exception("send_failed", error=type(error).__name__)

    async def _send(self, message: Outgoing) -> Accepted:
        with metrics.SEND_SECONDS.time():
            return await self._providers[message.channel].send(message)

    async def _find(self, message: Outgoing) -> Accepted | None:
        """The message at the provider, if an attempt cut short had reached it after all."""
        since = time.time() - (message.started_at or 0.0)
        if since < LOOK_UP_AFTER_SECONDS:
            await asyncio.sleep(LOOK_UP_AFTER_SECONDS - since)
        candidates = await self._providers[message.channel].find(message)
        known = await self._outbox.known([one.provider_id for one in candidates])
        found = next((one for one in candidates if one.provider_id not in known), None)
        log.info("looked_up", found=found is not None)
        return found

    async def _not_sent(self, message: Outgoing, error: NotSent) -> None:
        metrics.SENT.labels("not_sent", str(error.code or "")).inc()
        if error.retry_after:
            self._held_back[message.our_address] = time.time() + error.retry_after
        if time.time() - message.created_at > KEEP_TRYING_SECONDS:
            log.error("given_up", code=error.code)
            await self._outbox.failed(message, error.code)
            return
        pause = min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(message.attempts, 10))
        pause = max(pause, error.retry_after or 0.0) * random.uniform(1.0, 1.3)  # noqa: S311
        again = self._outbox.doubt if message.unsure else self._outbox.retry
        await again(message, pause, error.code)

    async def _refused(self, message: Outgoing, error: Refused) -> None:
        metrics.SENT.labels("refused", str(error.code or "")).inc()
        if error.alert:
            log.error("operator_needed", code=error.code, see="docs/operators.md")
        if error.opted_out:
            await self._outbox.opted_out(message, error.code)
        else:
            await self._outbox.failed(message, error.code)
        self.wake()  # its text may be queued without its picture

    async def _wait_for_sender(self, message: Outgoing) -> None:
        """While the provider asks us to slow down, nothing of this sender is tried."""
        until = self._held_back.get(message.our_address, 0.0)
        if until > time.time():
            raise NotSent(None, until - time.time())
