"""Messages in: stored before they are acknowledged, then worked on until they are done."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, exists, func, select, update

from channels.ledger import queue, statements
from channels.ledger.database import Database
from channels.ledger.erasing import NO_ADDRESS
from channels.ledger.statements import Inserts
from channels.ledger.tables import (
    IN_BEHIND,
    IN_DONE,
    IN_OPEN,
    IN_TAKEN,
    IN_WAITING,
    contacts,
    inbound,
    opt_outs,
)
from channels.messages import Inbound, Part, Waiting
from channels.vault import Vault

LEASE_SECONDS = 20.0  # longer than any one answer may take; after it another may try


class Received(NamedTuple):
    """Whether a message is new (a repeat changes nothing), and the message if it was taken."""

    new: bool
    taken: Waiting | None


class Inbox:
    """The queue of messages to answer.

    Args:
        database: where it lives.
        vault: seals what is stored.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._inserts = Inserts(database.is_sqlite)

    async def receive(
        self, message: Inbound, *, take: bool = False, wait_if_new: float = 0.0
    ) -> Received:
        """Store a message and its contact in one transaction.

        Args:
            message: from an adapter.
            take: whether the caller can answer it at once. It is then claimed in the same
                transaction, unless an earlier message of the contact is still open.
            wait_if_new: seconds after which the first message of somebody unknown may be worked on.
        """
        now = time.time()
        body = self._vault.seal(message.text)

        def work(connection: Connection) -> Received:
            # First the contact: its row lock makes one contact's messages follow one another.
            contact = self._contact(connection, message, now)
            behind = self._has_open(connection, contact.id)
            wait = wait_if_new if contact.created_at == now else 0.0
            taken = take and message.can_reply and not behind and not wait
            lease = now + LEASE_SECONDS if taken else 0.0
            waits = IN_TAKEN if taken else IN_BEHIND if behind else IN_WAITING
            row = _row(message, contact.id, body, now) | {
                "state": waits if message.can_reply else IN_DONE,
                "due_at": now + wait,
                "lease_until": lease,
            }
            inserted = self._inserts.inbound.scalar(connection, row)
            if inserted is None:
                # A repeat of what somebody sent who is erased since must not bring the number back.
                connection.execute(
                    delete(contacts).where(
                        contacts.c.id == contact.id, contacts.c.created_at == now
                    )
                )
                return Received(False, None)
            if not taken:
                if waits == IN_WAITING and message.can_reply:
                    self._database.notify(connection, queue.INBOUND)
                return Received(True, None)
            waiting = self._taken(message, inserted, contact, now, lease)
            return Received(True, waiting)

        return await self._database.write(work)

    async def claim(self, limit: int) -> list[Waiting]:
        """Take messages to answer; nobody else gets them until the lease is over."""
        now = time.time()
        due = {"now": now, "most": limit}

        def work(connection: Connection) -> list[Waiting]:
            ids = list(connection.execute(statements.NEXT_INBOUND, due).scalars())
            if not ids:
                return []
            connection.execute(
                update(inbound)
                .where(inbound.c.id.in_(ids))
                .values(state=IN_TAKEN, lease_until=now + LEASE_SECONDS)
            )
            return self._waiting(connection, ids)

        return await self._database.write(work)

    async def postpone(self, message: Waiting, seconds: float, attempts: int) -> None:
        """Give a message back, to be tried again after a while; `attempts` counts its own."""

        def work(connection: Connection) -> None:
            connection.execute(
                update(inbound)
                .where(inbound.c.id == message.id, inbound.c.lease_until == message.lease_until)
                .values(
                    state=IN_WAITING,
                    due_at=time.time() + seconds,
                    lease_until=0.0,
                    attempts=attempts,
                )
            )

        await self._database.write(work)

    async def overdue(self, seconds: float, limit: int = 100) -> list[Waiting]:
        """The oldest message of each contact who has waited so long and was not told so."""

        def work(connection: Connection) -> list[Waiting]:
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
            ids = list(connection.execute(oldest).scalars())
            return self._waiting(connection, ids) if ids else []

        return await self._database.write(work)

    async def check_key(self) -> None:
        """Raise VaultError if what is stored was sealed with another key."""

        def work(connection: Connection) -> bytes | None:
            return connection.execute(
                select(contacts.c.address).where(contacts.c.address != NO_ADDRESS).limit(1)
            ).scalar()

        if address := await self._database.write(work):
            self._vault.open(address)

    async def release(self) -> None:
        """Let go of all leases: for the start of a gateway that is the only one."""

        def work(connection: Connection) -> None:
            connection.execute(
                update(inbound)
                .where(inbound.c.state == IN_TAKEN)
                .values(state=IN_WAITING, lease_until=0.0)
            )

        await self._database.write(work)

    def _has_open(self, connection: Connection, contact_id: str) -> bool:
        who = {statements.WHO: contact_id}
        return statements.OPEN_OF_CONTACT.first(connection, who) is not None

    def _contact(self, connection: Connection, message: Inbound, now: float) -> Any:
        key = self._vault.fingerprint(message.known_as or message.address)
        if message.known_as and message.known_as != message.address:
            self._know_as(connection, self._vault.fingerprint(message.address), key)
        row: dict[str, Any] = {
            "id": uuid.uuid4().hex,
            "address_key": key,
            "address": self._vault.seal(message.address),
            "channel": message.channel,
            "locale": message.locale,
            "country": message.country,
            "choices": [],
            "created_at": now,
            "seen_at": now,
        }
        return self._inserts.contact.first(connection, row)

    def _know_as(self, connection: Connection, by_address: str, by_id: str) -> None:
        """Find a contact by the person's id from now on, who so far was found by the address.

        So a WhatsApp user who stops showing the number stays the same contact.
        """
        is_known = exists().where(contacts.c.address_key == by_id).correlate(None)
        connection.execute(
            update(contacts)
            .where(contacts.c.address_key == by_address, ~is_known)
            .values(address_key=by_id)
        )
        # A wish to get nothing more holds for the person; the record of wishes stays as it was.
        known = opt_outs.alias()
        is_noted = exists().where(
            known.c.address_key == by_id, known.c.our_address == opt_outs.c.our_address
        )
        connection.execute(
            update(opt_outs)
            .where(opt_outs.c.address_key == by_address, ~is_noted)
            .values(address_key=by_id)
        )

    def _waiting(self, connection: Connection, ids: list[int]) -> list[Waiting]:
        rows = connection.execute(
            select(inbound, contacts)
            .join_from(inbound, contacts)
            .where(inbound.c.id.in_(ids))
            .order_by(inbound.c.id)
        )
        return queue.readable(rows, self._read)

    def _read(self, row: Row[Any]) -> Waiting:
        columns = row._mapping
        body = columns[inbound.c.body]
        return Waiting(
            id=columns[inbound.c.id],
            contact_id=columns[contacts.c.id],
            address=columns[contacts.c.address],
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
            payload=columns[inbound.c.payload],
            place=columns[inbound.c.place],
            rest=self._rest(columns[contacts.c.rest]),
            noticed=columns[contacts.c.noticed_at] is not None,
            leaving=columns[contacts.c.erase_asked_at] is not None,
            known_since=columns[contacts.c.created_at],
        )

    def _taken(
        self, message: Inbound, number: int, contact: Any, now: float, lease: float
    ) -> Waiting:
        """A message that was claimed as it was stored."""
        return Waiting(
            id=number,
            contact_id=contact.id,
            address=contact.address,
            channel=contact.channel,
            our_address=message.our_address,
            kind=message.kind,
            text=message.text,
            opt_out_type=message.opt_out_type,
            received_at=now,
            attempts=0,
            lease_until=lease,
            locale=contact.locale,
            country=contact.country,
            choices=tuple(contact.choices),
            opted_out=contact.opted_out_at is not None,
            payload=message.payload,
            place=message.place,
            rest=self._rest(contact.rest),
            noticed=contact.noticed_at is not None,
            known_since=contact.created_at,
        )

    def _rest(self, sealed: bytes | None) -> tuple[Part, ...]:
        parts = json.loads(self._vault.open(sealed)) if sealed else []
        return tuple(Part(text, tuple(choices)) for text, choices in parts)


def _row(message: Inbound, contact_id: str, body: bytes, now: float) -> dict[str, Any]:
    """What a message says, as it is stored."""
    return {
        "provider_id": message.provider_id,
        "contact_id": contact_id,
        "our_address": message.our_address,
        "kind": message.kind,
        "body": body,
        "opt_out_type": message.opt_out_type,
        "payload": message.payload,
        "place": message.place,
        "received_at": now,
        "attempts": 0,
        "error": message.refused,
    }
