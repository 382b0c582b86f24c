"""Takes in what adapters have read: messages from people, and what became of ours."""

from __future__ import annotations

from channels import metrics
from channels.guard import Guard
from channels.ledger.inbox import Inbox
from channels.ledger.outbox import Outbox
from channels.ledger.tables import OUT_ACCEPTED
from channels.messages import Inbound, Receipt
from channels.sender import Sender
from channels.worker import Worker


class Intake:
    """The way in, the same for every provider.

    Args:
        inbox: stores messages.
        outbox: follows ours.
        worker: answers.
        sender: sends what a receipt makes necessary.
        guard: says what is answered at all.
    """

    def __init__(
        self, inbox: Inbox, outbox: Outbox, worker: Worker, sender: Sender, guard: Guard
    ) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._worker = worker
        self._sender = sender
        self._guard = guard

    async def message(self, message: Inbound) -> bool:
        """Store a message; it may be acknowledged when this returns. A repeat changes nothing.

        Returns:
            False if the guard has dropped it. A provider has it acknowledged as well, so that it
            does not send it again.
        """
        admitted = self._guard.admit(message)
        if admitted is not None:
            await self._store(admitted, self._guard.wait_if_new())
        return admitted is not None

    async def _store(self, message: Inbound, wait_if_new: float) -> None:
        taking = self._worker.reserve()
        taken = None
        try:
            with metrics.STORE_SECONDS.time():
                new, taken = await self._inbox.receive(
                    message, take=taking, wait_if_new=wait_if_new
                )
        finally:
            if taking:
                self._worker.give(taken)
        if not new:
            metrics.REPEATED.inc()
            return
        metrics.RECEIVED.labels(message.channel, message.kind).inc()
        if taken is None:
            self._worker.wake()

    async def receipt(self, receipt: Receipt) -> None:
        """Note what became of a message of ours, in whatever order the receipts come."""
        if receipt.state == OUT_ACCEPTED and self._sender.was_answered(receipt.provider_id):
            return  # most receipts but the last: they need not go through the ledger
        if await self._outbox.record(receipt):
            metrics.RECEIPTS.labels(receipt.state, str(receipt.error_code or "")).inc()
            self._sender.heard(receipt)
