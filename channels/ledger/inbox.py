"""Messages in: stored before they are acknowledged, then worked on until they are done."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.ledger import queue
from channels.ledger.database import Database
from channels.ledger.tables import (
    IN_DEAD,
    IN_DONE,
    IN_OPEN,
    IN_TAKEN,
    IN_WAITING,
    OUT_QUEUED,
    consents,
    contacts,
    inbound,
    outbound,
)
from channels.messages import HOLDING, REPLY, Inbound, Waiting
from channels.vault import Vault

LEASE_SECONDS = 20.0  # longer than any one answer may take; after it another may try


class Inbox:
    """The queue of messages to answer.

    Args:
        database: where it lives.
        vault: seals what is stored.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._insert = sqlite.insert if database.is_sqlite else postgresql.insert

    async def receive(self, message: Inbound) -> bool:
        """Store a message and its contact in one transaction.

        Returns:
            Whether it is new: a repeat of a `provider_id` changes nothing.
        """
        now = time.time()
        async with self._database.write() as connection:
            # First the contact: its row lock makes one contact's messages follow one another.
            contact_id = await self._contact(connection, message, now)
            result = await connection.execute(
                self._insert(inbound)
                .values(
                    provider_id=message.provider_id,
                    contact_id=contact_id,
                    our_address=message.our_address,
                    kind=message.kind,
                    body=self._vault.seal(message.text),
                    opt_out_type=message.opt_out_type,
                    received_at=now,
                    state=IN_WAITING if message.can_reply else IN_DONE,
                    due_at=now,
                    lease_until=0.0,
                    attempts=0,
                )
                .on_conflict_do_nothing(index_elements=["provider_id"])
            )
        return bool(result.rowcount)

    async def claim(self, limit: int) -> list[Waiting]:
        """Take messages to answer; nobody else gets them until the lease is over."""
        now = time.time()
        due = queue.next_of_each_contact(inbound, IN_OPEN, (IN_TAKEN,), now, limit)
        async with self._database.write() as connection:
            ids = list((await connection.execute(due)).scalars())
            if not ids:
                return []
            await connection.execute(
                update(inbound)
                .where(inbound.c.id.in_(ids))
                .values(state=IN_TAKEN, lease_until=now + LEASE_SECONDS)
            )
            return await self._waiting(connection, ids)

    async def answer(
        self,
        message: Waiting,
        text: str | None,
        *,
        locale: str | None = None,
        country: str | None = None,
        choices: Sequence[str] = (),
        consent: str | None = None,
        error: str | None = None,
        media: str | None = None,
    ) -> bool:
        """Finish a message: its reply, what was learnt of the contact and its end, all at once.

        Args:
            message: as claimed.
            text: the reply; None for none.
            locale, country, choices: remembered for the contact where given.
            consent: "stop" or "start", recorded where given.
            media: the path of the picture that goes with the reply.
            error: why the reply is only an apology; the message then ends dead, for staff to see.

        Returns:
            False if the lease was over and another has taken the message: nothing is changed.
        """
        now = time.time()
        async with self._database.write() as connection:
            await self._lock(connection, message.contact_id)
            ended = await connection.execute(
                update(inbound)
                .where(inbound.c.id == message.id, inbound.c.lease_until == message.lease_until)
                .values(
                    state=IN_DEAD if error else IN_DONE,
                    finished_at=now,
                    lease_until=0.0,
                    error=error,
                )
            )
            if not ended.rowcount:
                return False
            told = {"locale": locale, "country": country, "choices": list(choices)}
            learnt: dict[str, Any] = {key: value for key, value in told.items() if value}
            if consent:
                learnt["opted_out_at"] = now if consent == "stop" else None
                await connection.execute(
                    consents.insert().values(
                        contact_id=message.contact_id, event=consent, source=message.channel, at=now
                    )
                )
            if learnt:
                await connection.execute(
                    update(contacts).where(contacts.c.id == message.contact_id).values(learnt)
                )
            if text:
                await self._queue(connection, message, REPLY, text, now, media)
        return True

    async def postpone(self, message: Waiting, seconds: float, attempts: int) -> None:
        """Give a message back, to be tried again after a while; `attempts` counts its own."""
        async with self._database.write() as connection:
            await connection.execute(
                update(inbound)
                .where(inbound.c.id == message.id, inbound.c.lease_until == message.lease_until)
                .values(
                    state=IN_WAITING,
                    due_at=time.time() + seconds,
                    lease_until=0.0,
                    attempts=attempts,
                )
            )

    async def overdue(self, seconds: float, limit: int = 100) -> list[Waiting]:
        """The oldest message of each contact who has waited so long and was not told so."""
        async with self._database.write() as connection:
            oldest = (
                select(func.min(inbound.c.id))
                .where(queue.is_open("inbound", IN_OPEN))
                .group_by(inbound.c.contact_id)
                .having(
                    func.min(inbound.c.received_at) < time.time() - seconds,
                    func.max(inbound.c.holding_at).is_(None),
                )
                .limit(limit)
            )
            ids = list((await connection.execute(oldest)).scalars())
            return await self._waiting(connection, ids) if ids else []

    async def hold(self, message: Waiting, text: str) -> None:
        """Queue a text that says an answer will follow, once for all that a contact waits for."""
        now = time.time()
        async with self._database.write() as connection:
            await self._lock(connection, message.contact_id)
            await self._queue(connection, message, HOLDING, text, now)
            await connection.execute(
                update(inbound)
                .where(
                    inbound.c.contact_id == message.contact_id, queue.is_open("inbound", IN_OPEN)
                )
                .values(holding_at=now)
            )

    async def check_key(self) -> None:
        """Raise VaultError if what is stored was sealed with another key."""
        async with self._database.write() as connection:
            address = (await connection.execute(select(contacts.c.address).limit(1))).scalar()
        if address:
            self._vault.open(address)

    async def release(self) -> None:
        """Let go of all leases: for the start of a gateway that is the only one."""
        async with self._database.write() as connection:
            await connection.execute(
                update(inbound)
                .where(inbound.c.state == IN_TAKEN)
                .values(state=IN_WAITING, lease_until=0.0)
            )

    async def _lock(self, connection: AsyncConnection, contact_id: str) -> None:
        # Always the contact first, as in `receive`: two orders would end in a deadlock.
        await connection.execute(
            select(contacts.c.id).where(contacts.c.id == contact_id).with_for_update()
        )

    async def _contact(self, connection: AsyncConnection, message: Inbound, now: float) -> str:
        new = self._insert(contacts).values(
            id=uuid.uuid4().hex,
            address_key=self._vault.fingerprint(message.address),
            address=self._vault.seal(message.address),
            channel=message.channel,
            country=message.country,
            choices=[],
            created_at=now,
            seen_at=now,
        )
        known = new.on_conflict_do_update(index_elements=["address_key"], set_={"seen_at": now})
        return str((await connection.execute(known.returning(contacts.c.id))).scalar_one())

    async def _waiting(self, connection: AsyncConnection, ids: list[int]) -> list[Waiting]:
        rows = await connection.execute(
            select(inbound, contacts)
            .join_from(inbound, contacts)
            .where(inbound.c.id.in_(ids))
            .order_by(inbound.c.id)
        )
        return [self._read(row) for row in rows]

    def _read(self, row: Row[Any]) -> Waiting:
        columns = row._mapping
        body = columns[inbound.c.body]
        return Waiting(
            id=columns[inbound.c.id],
            contact_id=columns[contacts.c.id],
            channel=columns[contacts.c.channel],
            our_address=columns[inbound.c.our_address],
            kind=columns[inbound.c.kind],
            text=self._vault.open(body) if body else "",
            opt_out_type=columns[inbound.c.opt_out_type],
            received_at=columns[inbound.c.received_at],
            attempts=columns[inbound.c.attempts],
            lease_until=columns[inbound.c.lease_until],
            locale=columns[contacts.c.locale],
            country=columns[contacts.c.country],
            choices=tuple(columns[contacts.c.choices]),
            opted_out=columns[contacts.c.opted_out_at] is not None,
        )

    async def _queue(
        self,
        connection: AsyncConnection,
        message: Waiting,
        purpose: str,
        text: str,
        now: float,
        media: str | None = None,
    ) -> None:
        await connection.execute(
            self._insert(outbound)
            .values(
                contact_id=message.contact_id,
                inbound_id=message.id,
                purpose=purpose,
                our_address=message.our_address,
                body=self._vault.seal(text),
                media=media,
                state=OUT_QUEUED,
                attempts=0,
                created_at=now,
                due_at=now,
                lease_until=0.0,
                updated_at=now,
            )
            .on_conflict_do_nothing()
        )
