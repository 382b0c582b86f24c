"""Sends what is queued: each contact's messages in order, each of them once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping

import structlog

from channels import metrics
from channels.alerts import Alerts
from channels.dispatch import Dispatcher
from channels.gate import Gate
from channels.ledger.outbox import Outbox
from channels.ledger.tables import OUT_BAD
from channels.messages import Outgoing, Receipt, Waiting
from channels.rates import Rates
from channels.recent import Recent
from channels.rules import IN_DOUBT, NEVER_REACHED, Remedy
from channels.sending import (
    KEEP_TRYING_SECONDS,
    Accepted,
    NotSent,
    Provider,
    Refused,
    Unknown,
)

AT_ONCE = 48  # calls to the provider side by side
FIRST_RETRY_SECONDS = 0.5
LAST_RETRY_SECONDS = 60.0
LOOK_UP_AFTER_SECONDS = 3.0  # a call cut off may still be on its way into the provider's list
LAST_LOOK_UP_SECONDS = 300.0
NOTE_AGAIN_SECONDS = 0.5
ANSWERS_REMEMBERED = 2_000  # ids: the receipts that repeat an answer come within seconds

log = structlog.get_logger("sender")


class Sender:
    """Takes messages from the outbox and hands them to the provider.

    Args:
        outbox: the queue.
        providers: who sends, by channel.
        rates: how fast our senders may send; None for as fast as it comes.
    """

    def __init__(
        self, outbox: Outbox, providers: Mapping[str, Provider], rates: Rates | None = None
    ) -> None:
        self._outbox = outbox
        self._providers = providers
        self._gate = Gate(providers, rates)
        self._alerts = Alerts()
        self._queue = Dispatcher(self._claim, self._work, AT_ONCE)
        self._answered_ids = Recent(ANSWERS_REMEMBERED)

    def wake(self) -> None:
        """A message has been queued."""
        self._queue.wake()

    def reserve(self, message: Waiting) -> bool:
        """Keep a slot for the reply that is about to be queued to a message.

        Whoever gets one must call `give`. There is none while the sender that would answer is at
        its limit, or others wait for it.
        """
        if not self._queue.reserve():
            return False
        admitted = self._gate.admit_past_queue(
            message.channel, message.our_address, message.contact_id
        )
        if not admitted:
            self._queue.give(None)
        return admitted

    def give(self, answered: Waiting, reply: Outgoing | None) -> None:
        """Send a reply that is claimed already in the reserved slot; None gives it back."""
        if reply is None:
            self._gate.give_back(answered.our_address)
        self._queue.give(reply)

    def away(self) -> list[str]:
        """The channels whose provider does not answer: messages wait."""
        return self._gate.away()

    def was_answered(self, provider_id: str) -> bool:
        """Whether the provider's answer to our call has said lately that it took this message.

        Where that answer was lost, its receipts must be noted: they keep us from sending again.
        """
        return provider_id in self._answered_ids

    def heard(self, receipt: Receipt) -> None:
        """A receipt has changed a message."""
        if receipt.remedy is Remedy.ALERT:
            self._alerts.operator_needed(receipt.error_code)
        if receipt.state in OUT_BAD:
            self.wake()  # it may be queued once more

    async def run(self) -> None:
        """Work until cancelled."""
        await self._queue.run()

    async def _claim(self, limit: int) -> list[Outgoing]:
        claimed = await self._outbox.claim(limit, self._gate)
        opening = self._gate.next_opening()
        if opening is not None:
            asyncio.get_running_loop().call_later(opening, self.wake)
        return claimed

    async def _work(self, message: Outgoing) -> None:
        structlog.contextvars.bind_contextvars(
            message=message.inbound_id, contact=message.contact_id
        )
        try:
            self._gate.weigh(message)
            accepted = await self._find(message) if message.unsure else None
            if accepted is None:
                if message.unsure:
                    again = await self._outbox.restart(message)
                    if again is None:
                        return
                    message = again
                accepted = await self._send(message)
            self._answered(message.channel)
            self._gate.eased(message.our_address)
            await self._note(message, accepted)
            self._answered_ids.add(accepted.provider_id)
            metrics.SENT.labels("accepted", "").inc()
            metrics.REPLY_SECONDS.observe(time.time() - message.created_at)
        except NotSent as error:
            await self._not_sent(message, error)
        except Unknown:
            metrics.SENT.labels("unknown", "").inc()
            self._unanswered(message.channel)
            await self._doubt(message)
        except Refused as error:
            await self._refused(message, error)

    async def _send(self, message: Outgoing) -> Accepted:
        with metrics.SEND_SECONDS.time():
            return await self._provider(message).send(message)

    def _provider(self, message: Outgoing) -> Provider:
        """Who sends it. Raises NotSent where its channel is not set up, now or any more."""
        provider = self._providers.get(message.channel)
        if provider is None:
            raise NotSent(outage=True)
        return provider

    async def _note(self, message: Outgoing, accepted: Accepted) -> None:
        """Write down that the provider has it, however often that fails while it is ours."""
        while True:
            try:
                await self._outbox.accepted(message, accepted.provider_id, accepted.segments)
                return
            except Exception as error:  # the database may be away; unwritten, it is sent again
                if time.time() > message.lease_until:
                    raise
                log.error("not_noted", error=type(error).__name__)
            await asyncio.sleep(NOTE_AGAIN_SECONDS)

    async def _find(self, message: Outgoing) -> Accepted | None:
        """The message at the provider, if an attempt cut short had reached it after all."""
        since = time.time() - (message.started_at or 0.0)
        if since < LOOK_UP_AFTER_SECONDS:
            await asyncio.sleep(LOOK_UP_AFTER_SECONDS - since)
        candidates = await self._provider(message).find(message)
        if candidates is None:
            log.info("sent_again")
            return None
        known = await self._outbox.known([one.provider_id for one in candidates])
        found = next((one for one in candidates if one.provider_id not in known), None)
        log.info("looked_up", found=found is not None)
        return found

    async def _not_sent(self, message: Outgoing, error: NotSent) -> None:
        metrics.SENT.labels("not_sent", str(error.code or "")).inc()
        if error.outage:
            self._unanswered(message.channel, error.code)
        else:
            self._answered(message.channel)
        held = self._gate.hold(message.our_address, error.retry_after) if error.retry_after else 0.0
        if time.time() - message.created_at > KEEP_TRYING_SECONDS:
            code = IN_DOUBT if message.unsure else error.code or NEVER_REACHED
            log.error("given_up", code=code)
            await self._outbox.failed(message, code)
            return
        pause = min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(message.attempts, 10))
        pause = max(pause, held) * random.uniform(1.0, 1.3)  # noqa: S311
        again = self._outbox.doubt if message.unsure else self._outbox.retry
        await again(message, pause, error.code)

    async def _doubt(self, message: Outgoing) -> None:
        if time.time() - message.created_at > KEEP_TRYING_SECONDS:
            log.error("given_up", code=IN_DOUBT)
            await self._outbox.failed(message, IN_DOUBT)
        else:
            # Later each time: where a provider cannot be asked, each may be the text once more.
            pause = LOOK_UP_AFTER_SECONDS * 2 ** min(message.attempts, 10)
            await self._outbox.doubt(message, min(pause, LAST_LOOK_UP_SECONDS), None)

    async def _refused(self, message: Outgoing, error: Refused) -> None:
        metrics.SENT.labels("refused", str(error.code or "")).inc()
        self._answered(message.channel)
        if error.remedy is Remedy.ALERT:
            self._alerts.operator_needed(error.code)
        await self._outbox.failed(message, error.code, error.remedy)
        self.wake()  # it may be queued once more, in another form

    def _answered(self, channel: str) -> None:
        if self._gate.worked(channel):
            metrics.AWAY.labels(channel).set(0)
            log.info("provider_back", channel=channel)
            self.wake()

    def _unanswered(self, channel: str, code: int | None = None) -> None:
        if self._gate.failed(channel):
            metrics.AWAY.labels(channel).set(1)
            log.error("provider_away", channel=channel, code=code, see="docs/operators.md")
