"""One contact's conversation, for a page that shows it; and its end, when the person leaves."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, update

from channels.ledger import erasing, queue, sealed_offer, statements
from channels.ledger.database import Database
from channels.ledger.tables import (
    IN_DONE,
    IN_OPEN,
    OUT_DELIVERED,
    OUT_READ,
    contacts,
    inbound,
    outbound,
)
from channels.messages import Item
from channels.vault import Vault

ALL = 2**62  # no message has so high a number
MOST_LINES = 60  # of each side; a page that shows more is too heavy for an old phone


class Cursor(NamedTuple):
    """The newest messages that a page shows already: in and out."""

    inbound: int = 0
    outbound: int = 0


@dataclass(frozen=True)
class Line:
    """A message of a conversation; `provider_id` is that of a message in."""

    id: int
    is_theirs: bool
    text: str
    provider_id: str | None = None
    media: str | None = None
    items: tuple[Item, ...] = ()
    is_delivered: bool = True


@dataclass(frozen=True)
class Conversation:
    """What was said, oldest first, each reply below its question.

    `seen_at` is when the person last wrote; `awaits` whether an answer is still to come.
    """

    contact_id: str
    locale: str | None
    seen_at: float
    lines: tuple[Line, ...]
    awaits: bool


FROM_THE_START = Cursor()


class Conversations:
    """Reads and ends conversations.

    Args:
        database: where the ledger lives.
        vault: finds contacts, opens texts.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def read(self, address: str, after: Cursor = FROM_THE_START) -> Conversation | None:
        """What a contact and the service have said to each other since `after`.

        Returns:
            None if nobody has written from this address, or its conversation has ended.
        """
        key = self._vault.fingerprint(address)

        def work(connection: Connection) -> tuple[Any, list[Row[Any]], list[Row[Any]], bool] | None:
            contact = connection.execute(
                select(contacts.c.id, contacts.c.locale, contacts.c.seen_at).where(
                    contacts.c.address_key == key
                )
            ).first()
            if contact is None:
                return None
            theirs, ours = (
                connection.execute(
                    select(table)
                    .where(
                        table.c.contact_id == contact.id,
                        table.c.id > seen,
                        table.c.body.is_not(None),
                    )
                    .order_by(table.c.id.desc())
                    .limit(MOST_LINES)
                ).all()
                for table, seen in ((inbound, after.inbound), (outbound, after.outbound))
            )
            who = {statements.WHO: contact.id}
            awaits = statements.OPEN_OF_CONTACT.first(connection, who) is not None
            return contact, list(theirs), list(ours), awaits

        found = await self._database.write(work)
        if found is None:
            return None
        contact, theirs, ours, awaits = found
        lines = [((row.id, 0), line) for row in theirs if (line := self._theirs(row)).text]
        lines += [((row.inbound_id, row.id), self._ours(row)) for row in ours]
        lines.sort(key=lambda one: one[0])
        return Conversation(
            contact.id, contact.locale, contact.seen_at, tuple(line for _, line in lines), awaits
        )

    async def end(self, address: str) -> None:
        """Forget a conversation: its texts go, and the address no longer leads to it.

        What waits for an answer gets none; whoever works on it finds it finished.
        """
        key = self._vault.fingerprint(address)
        now = time.time()

        def work(connection: Connection) -> None:
            contact_id = connection.execute(
                select(contacts.c.id).where(contacts.c.address_key == key).with_for_update()
            ).scalar()
            if contact_id is None:
                return
            connection.execute(
                update(inbound)
                .where(inbound.c.contact_id == contact_id, queue.is_open("inbound", IN_OPEN))
                .values(state=IN_DONE, lease_until=0.0, finished_at=now, error="left")
            )
            erasing.begin(connection, contact_id, ALL, now)
            erasing.finish(connection, contact_id)

        await self._database.write(work)

    def _theirs(self, row: Row[Any]) -> Line:
        return Line(row.id, True, self._vault.open(row.body), provider_id=row.provider_id)

    def _ours(self, row: Row[Any]) -> Line:
        offer = sealed_offer.open_offer(self._vault, row.offer)
        return Line(
            row.id,
            False,
            offer.text if offer else self._vault.open(row.body),
            media=row.media,
            items=offer.items if offer else (),
            is_delivered=row.state in {OUT_DELIVERED, OUT_READ},
        )
