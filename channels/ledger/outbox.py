"""Messages out: claimed, sent once, and followed until their receipt."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from channels.gate import Gate
from channels.ledger import claiming, consent, erasing, queue, sealed_offer, spending, statements
from channels.ledger.consequences import Consequences
from channels.ledger.database import Database
from channels.ledger.tables import (
    OUT_ACCEPTED,
    OUT_BAD,
    OUT_DELIVERED,
    OUT_FAILED,
    OUT_QUEUED,
    OUT_READ,
    OUT_SENDING,
    OUT_SENT,
    OUT_UNDELIVERED,
    OUT_UNSURE,
    OUT_WITHHELD,
    contacts,
    outbound,
)
from channels.messages import Outgoing, Receipt
from channels.rules import Remedy
from channels.vault import Vault

LEASE_SECONDS = 30.0  # longer than a call to the provider may take

# How far a message has come. Receipts arrive in any order and repeated: it never goes back.
RANK = {
    OUT_QUEUED: 0,
    OUT_SENDING: 0,
    OUT_UNSURE: 0,
    OUT_ACCEPTED: 1,
    OUT_SENT: 2,
    OUT_UNDELIVERED: 3,
    OUT_FAILED: 4,
    OUT_WITHHELD: 5,
    OUT_DELIVERED: 6,
    OUT_READ: 7,
}
_RECORD = {
    state: statements.record(tuple(lower for lower in RANK if RANK[lower] < RANK[state]))
    for state in RANK
    if RANK[state]
}


class Outbox:
    """The queue of messages to send.

    Args:
        database: where it lives.
        vault: opens addresses and texts.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._consequences = Consequences(database.is_sqlite)

    async def claim(self, limit: int, gate: Gate) -> list[Outgoing]:
        """Take messages to send: as many as the gate lets out, campaigns after all others.

        To somebody who has said STOP only answers are sent; the rest ends withheld.
        The start of the attempt is on disk before the provider is called. One that somebody
        began to send and did not finish comes back marked `unsure`.

        Args:
            limit: how many at most.
            gate: says which may leave now; the others stay in the queue.
        """
        now = time.time()
        lease = now + LEASE_SECONDS

        def work(connection: Connection) -> list[Row[Any]]:
            return claiming.claim(connection, limit, gate, now, lease)

        claimed = await self._database.write(work)
        return queue.readable(claimed, lambda row: self._read(row, lease, now))

    async def accepted(self, message: Outgoing, provider_id: str, segments: int | None) -> None:
        """The provider has taken the message and given it an id."""
        row: dict[str, Any] = {
            statements.WHICH: message.id,
            statements.LEASE: message.lease_until,
            "state": OUT_ACCEPTED,
            "provider_id": provider_id,
            "segments": segments,
            "updated_at": time.time(),
        }

        def work(connection: Connection) -> None:
            # A receipt may have come first: what it recorded stands.
            statements.ACCEPTED.change(connection, row)
            spending.note(connection, message, segments, row["updated_at"])
            if message.leaving:
                erasing.finish(connection, message.contact_id)

        await self._database.write(work)

    async def retry(self, message: Outgoing, seconds: float, error_code: int | None) -> None:
        """It was certainly not sent: try again after a while."""
        await self._end_attempt(
            message,
            state=OUT_QUEUED,
            due_at=time.time() + seconds,
            attempts=message.attempts + 1,
            error_code=error_code,
        )

    async def doubt(self, message: Outgoing, seconds: float, error_code: int | None) -> None:
        """It may have been sent: look it up at the provider after a while."""
        await self._end_attempt(
            message,
            state=OUT_UNSURE,
            due_at=time.time() + seconds,
            attempts=message.attempts + 1,
            error_code=error_code,
        )

    async def restart(self, message: Outgoing) -> Outgoing | None:
        """It was not at the provider: a new attempt begins now, with a lease of its own.

        Returns:
            None if a receipt has told meanwhile that the provider has it after all.
        """
        now = time.time()
        again = replace(message, started_at=now, lease_until=now + LEASE_SECONDS)

        def work(connection: Connection) -> bool:
            values = {"started_at": again.started_at, "lease_until": again.lease_until}
            began = connection.execute(update(outbound).where(*_still_ours(message)).values(values))
            return bool(began.rowcount)

        return again if await self._database.write(work) else None

    async def failed(
        self, message: Outgoing, error_code: int | None, remedy: Remedy = Remedy.GIVE_UP
    ) -> None:
        """It cannot be sent; what follows from that is done in the same transaction.

        If the person wants nothing more and had told us so, all is as they wish: it ends withheld.
        """

        def work(connection: Connection) -> None:
            this = outbound.c.id == message.id
            wished = remedy is Remedy.OPTED_OUT and self._has_stopped(connection, message)
            ended = {"state": OUT_WITHHELD if wished else OUT_FAILED, "error_code": error_code}
            if self._end(connection, message, ended):
                self._consequences.follow(connection, this, remedy, error_code, time.time())
            if message.leaving:
                erasing.finish(connection, message.contact_id)

        await self._database.write(work)

    def _has_stopped(self, connection: Connection, message: Outgoing) -> bool:
        key = select(contacts.c.address_key).where(contacts.c.id == message.contact_id)
        found = connection.execute(key).scalar_one()
        return consent.has_stopped(connection, found, message.our_address)

    async def record(self, receipt: Receipt) -> bool:
        """Note a receipt. Returns whether it changed anything.

        A receipt that names our own number also tells the provider's id of a message whose
        acceptance we could not record.
        """
        row = {
            "provider_id": receipt.provider_id,
            statements.WHICH: receipt.outbound_id,
            "state": receipt.state,
            "error_code": receipt.error_code,
            "updated_at": time.time(),
        }

        def work(connection: Connection) -> bool:
            changed = _RECORD[receipt.state].change(connection, row)
            if changed and receipt.state in OUT_BAD:
                this = outbound.c.provider_id == receipt.provider_id
                self._consequences.follow(
                    connection, this, receipt.remedy, receipt.error_code, time.time()
                )
            return bool(changed)

        return await self._database.write(work)

    async def known(self, provider_ids: list[str]) -> set[str]:
        """Which of the provider's ids are of messages that we have recorded."""

        def work(connection: Connection) -> set[str]:
            found = connection.execute(
                select(outbound.c.provider_id).where(outbound.c.provider_id.in_(provider_ids))
            )
            return set(found.scalars())

        return await self._database.write(work)

    async def silent(
        self, since: float, until: float, after: int, limit: int
    ) -> list[tuple[int, str, str]]:
        """Messages queued in this time that the provider has taken, of unknown end.

        Args:
            since: from here, in seconds since 1970.
            until: to here.
            after: the number of the last message of the page before.
            limit: how many.

        Returns:
            Of each our number, its channel, and the provider's id, in the order of the numbers.
        """

        def work(connection: Connection) -> list[tuple[int, str, str]]:
            found = connection.execute(
                select(outbound.c.id, contacts.c.channel, outbound.c.provider_id)
                .join_from(outbound, contacts)
                .where(
                    outbound.c.created_at.between(since, until),
                    outbound.c.body.is_not(None),  # the index of times holds those with a text
                    outbound.c.state.in_((OUT_ACCEPTED, OUT_SENT)),
                    outbound.c.id > after,
                )
                .order_by(outbound.c.id)
                .limit(limit)
            )
            return [(number, channel, sid) for number, channel, sid in found]

        return await self._database.write(work)

    async def release(self) -> None:
        """Let go of all leases: for the start of a gateway that is the only one."""

        def work(connection: Connection) -> None:
            connection.execute(
                update(outbound)
                .where(outbound.c.state == OUT_SENDING)
                .values(state=OUT_UNSURE, lease_until=0.0)
            )

        await self._database.write(work)

    async def _end_attempt(self, message: Outgoing, **values: Any) -> None:
        await self._database.write(lambda connection: self._end(connection, message, values))

    def _end(self, connection: Connection, message: Outgoing, values: dict[str, Any]) -> bool:
        # A receipt may have come first: what it recorded stands.
        ended = connection.execute(
            update(outbound)
            .where(*_still_ours(message))
            .values(lease_until=0.0, updated_at=time.time(), **values)
        )
        return bool(ended.rowcount)

    def _read(self, row: Row[Any], lease_until: float, now: float) -> Outgoing:
        columns = row._mapping
        unsure = columns[outbound.c.state] != OUT_QUEUED
        return Outgoing(
            id=columns[outbound.c.id],
            contact_id=columns[outbound.c.contact_id],
            channel=columns[contacts.c.channel],
            address=self._vault.open(columns[contacts.c.address]),
            our_address=columns[outbound.c.our_address],
            text=self._vault.open(body) if (body := columns[outbound.c.body]) else "",
            attempts=columns[outbound.c.attempts],
            created_at=columns[outbound.c.created_at],
            started_at=columns[outbound.c.started_at] if unsure else now,
            lease_until=lease_until,
            unsure=unsure,
            media=columns[outbound.c.media],
            offer=sealed_offer.open_offer(self._vault, columns[outbound.c.offer]),
            locale=columns[contacts.c.locale],
            inbound_id=columns[outbound.c.inbound_id],
            leaving=columns[contacts.c.erase_asked_at] is not None,
            purpose=columns[outbound.c.purpose],
        )


def _still_ours(message: Outgoing) -> tuple[ColumnElement[bool], ...]:
    """Whether nobody else, nor a receipt, has touched a message since it was claimed."""
    return (
        outbound.c.id == message.id,
        outbound.c.state == OUT_SENDING,
        outbound.c.lease_until == message.lease_until,
    )
