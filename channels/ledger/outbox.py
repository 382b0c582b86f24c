"""Messages out: claimed, sent once, and followed until their receipt."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.ledger import consent, erasing, sealed_offer, statements
from channels.ledger.database import Database
from channels.ledger.tables import (
    OUT_ACCEPTED,
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
from channels.messages import ANSWERS, PLAIN, Outgoing, Receipt
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
    OUT_FAILED: 3,
    OUT_WITHHELD: 3,
    OUT_DELIVERED: 4,
    OUT_READ: 5,
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
        self._insert = sqlite.insert if database.is_sqlite else postgresql.insert

    async def claim(self, limit: int) -> list[Outgoing]:
        """Take messages to send.

        To somebody who has said STOP only answers are sent; the rest ends withheld.
        The start of the attempt is on disk before the provider is called. One that somebody
        began to send and did not finish comes back marked `unsure`.
        """
        now = time.time()
        due = {"now": now, "most": limit}

        lease = now + LEASE_SECONDS

        def work(connection: Connection) -> list[Row[Any]]:
            claimed = list(connection.execute(statements.NEXT_OUTBOUND, due).scalars())
            if not claimed:
                return []
            rows = list(
                connection.execute(
                    select(outbound, contacts)
                    .join_from(outbound, contacts)
                    .where(outbound.c.id.in_(claimed))
                    .order_by(outbound.c.id)
                )
            )
            withheld = [row.id for row in rows if not _may_be_sent(connection, row)]
            if withheld:
                connection.execute(
                    update(outbound)
                    .where(outbound.c.id.in_(withheld))
                    .values(state=OUT_WITHHELD, lease_until=0.0, updated_at=now)
                )
                rows = [row for row in rows if row.id not in withheld]
            certain = [row.id for row in rows if row.state == OUT_QUEUED]
            doubtful = [row.id for row in rows if row.state != OUT_QUEUED]
            for ids, began in ((certain, {"started_at": now}), (doubtful, {})):
                if ids:
                    connection.execute(
                        update(outbound)
                        .where(outbound.c.id.in_(ids))
                        .values(state=OUT_SENDING, lease_until=lease, updated_at=now, **began)
                    )
            return rows

        return [self._read(row, lease, now) for row in await self._database.write(work)]

    async def accepted(self, message: Outgoing, provider_id: str, segments: int | None) -> None:
        """The provider has taken the message and given it an id."""
        row = {
            statements.WHICH: message.id,
            statements.LEASE: message.lease_until,
            "state": OUT_ACCEPTED,
            "provider_id": provider_id,
            "segments": segments,
            "updated_at": time.time(),
        }

        def work(connection: Connection) -> None:
            # A receipt may have come first: what it recorded stands.
            connection.execute(statements.ACCEPTED, row)
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

    async def restart(self, message: Outgoing) -> None:
        """It was not at the provider: a new attempt begins now."""

        def work(connection: Connection) -> None:
            connection.execute(
                update(outbound).where(outbound.c.id == message.id).values(started_at=time.time())
            )

        await self._database.write(work)

    async def failed(self, message: Outgoing, error_code: int | None) -> None:
        """It cannot be sent; if it had a picture, its text is sent without."""
        await self._end_attempt(message, state=OUT_FAILED, error_code=error_code)

        def work(connection: Connection) -> None:
            self._without_picture(connection, outbound.c.id == message.id)
            if message.leaving:
                erasing.finish(connection, message.contact_id)

        await self._database.write(work)

    async def opted_out(self, message: Outgoing, error_code: int | None) -> None:
        """The provider says that the contact wants nothing more.

        Where the person had told us so, all is as they wish and the message ends withheld; else the
        wish is recorded, and the message ends failed.
        """

        def work(connection: Connection) -> bool:
            return self._blocked(connection, message.id)

        known = await self._database.write(work)
        if known:
            await self._end_attempt(message, state=OUT_WITHHELD, error_code=error_code)
        await self.failed(message, error_code)

    def _blocked(self, connection: Connection, outbound_id: int) -> bool:
        """Record that a contact wants nothing more of a sender. Returns whether it was known."""
        row = connection.execute(
            select(
                outbound.c.our_address, contacts.c.id, contacts.c.address_key, contacts.c.channel
            )
            .join_from(outbound, contacts)
            .where(outbound.c.id == outbound_id)
        ).one()
        if consent.has_stopped(connection, row.address_key, row.our_address):
            return True
        now = time.time()
        consent.record(connection, row.id, consent.BLOCKED, row.channel, row.our_address, now)
        return False

    async def record(self, receipt: Receipt) -> bool:
        """Note a receipt. Returns whether it changed anything.

        A receipt that names our own number also tells the provider's id of a message whose
        acceptance we could not record.
        """
        row = {
            "provider_id": receipt.provider_id,
            statements.WHICH: receipt.outbound_id,
            "lower": [state for state, rank in RANK.items() if rank < RANK[receipt.state]],
            "state": receipt.state,
            "error_code": receipt.error_code,
            "updated_at": time.time(),
        }

        def work(connection: Connection) -> bool:
            result = connection.execute(statements.RECORD, row)
            if result.rowcount and receipt.opted_out:
                which = outbound.c.provider_id == receipt.provider_id
                self._blocked(
                    connection, connection.execute(select(outbound.c.id).where(which)).scalar_one()
                )
            if result.rowcount and receipt.state in {OUT_FAILED, OUT_UNDELIVERED}:
                self._without_picture(connection, outbound.c.provider_id == receipt.provider_id)
            return bool(result.rowcount)

        return await self._database.write(work)

    def _without_picture(self, connection: Connection, which: ColumnElement[bool]) -> None:
        """Queue the text of a failed message with a picture once more, as a message of its own.

        A row of its own, so that late or repeated receipts of the first cannot touch it.
        """
        now = time.time()
        copied = ("contact_id", "inbound_id", "our_address", "body")
        changed = {
            "purpose": PLAIN, "state": OUT_QUEUED, "attempts": 0, "created_at": now,
            "due_at": now, "lease_until": 0.0, "updated_at": now,
        }  # fmt: skip
        failed = select(
            *(outbound.c[name] for name in copied), *(literal(one) for one in changed.values())
        ).where(
            which,
            outbound.c.media.is_not(None),
            outbound.c.state.in_((OUT_FAILED, OUT_UNDELIVERED)),
        )
        connection.execute(
            self._insert(outbound).from_select([*copied, *changed], failed).on_conflict_do_nothing()
        )

    async def known(self, provider_ids: list[str]) -> set[str]:
        """Which of the provider's ids are of messages that we have recorded."""

        def work(connection: Connection) -> set[str]:
            found = connection.execute(
                select(outbound.c.provider_id).where(outbound.c.provider_id.in_(provider_ids))
            )
            return set(found.scalars())

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
        # A receipt may have come first: what it recorded stands.
        def work(connection: Connection) -> None:
            connection.execute(
                update(outbound)
                .where(
                    outbound.c.id == message.id,
                    outbound.c.state == OUT_SENDING,
                    outbound.c.lease_until == message.lease_until,
                )
                .values(lease_until=0.0, updated_at=time.time(), **values)
            )

        await self._database.write(work)

    def _read(self, row: Row[Any], lease_until: float, now: float) -> Outgoing:
        columns = row._mapping
        unsure = columns[outbound.c.state] != OUT_QUEUED
        return Outgoing(
            id=columns[outbound.c.id],
            contact_id=columns[contacts.c.id],
            channel=columns[contacts.c.channel],
            address=self._vault.open(columns[contacts.c.address]),
            our_address=columns[outbound.c.our_address],
            text=self._vault.open(columns[outbound.c.body] or b""),
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
        )


def _may_be_sent(connection: Connection, row: Row[Any]) -> bool:
    columns = row._mapping
    if columns[contacts.c.address] == erasing.NO_ADDRESS:
        return False
    if columns[outbound.c.purpose] in ANSWERS:
        return True
    who, sender = columns[contacts.c.address_key], columns[outbound.c.our_address]
    return not consent.has_stopped(connection, who, sender)
