"""DELETE: a contact's texts go at once, the number as soon as the confirmation is on its way.

Both steps are whole transactions, and the first leaves a mark (`erase_asked_at`) by which the
second is found again, whoever died in between. The row itself stays, empty: the record of consents
and the counts of messages point at it. From the first step on the row cannot be found by the
number, so whoever writes again is somebody new.
"""

from __future__ import annotations

import secrets
from functools import partial

from sqlalchemy import Connection, select, update

from channels.ledger import queue
from channels.ledger.database import Database
from channels.ledger.tables import (
    IN_OPEN,
    OUT_OPEN,
    OUT_WITHHELD,
    contacts,
    inbound,
    outbound,
)

NO_ADDRESS = b""
_TEXTS = {inbound: ("body", "payload", "place"), outbound: ("body", "offer", "media")}


def begin(connection: Connection, contact_id: str, inbound_id: int, now: float) -> None:
    """Empty the texts of a contact and make it impossible to find by its address.

    What waits to be sent is not sent any more. Messages that came after the wish still have their
    texts, for they are still to be answered.

    Args:
        connection: in a transaction that holds the contact's lock.
        contact_id: who asked.
        inbound_id: the message that asked.
        now: seconds since 1970.
    """
    connection.execute(
        update(contacts)
        .where(contacts.c.id == contact_id)
        .values(
            address_key=secrets.token_hex(32),
            choices=[],
            rest=None,
            opted_out_at=None,
            erase_asked_at=now,
        )
    )
    connection.execute(
        update(inbound)
        .where(inbound.c.contact_id == contact_id, inbound.c.id <= inbound_id)
        .values(dict.fromkeys(_TEXTS[inbound]))
    )
    connection.execute(
        update(outbound)
        .where(outbound.c.contact_id == contact_id, queue.is_open("outbound", OUT_OPEN))
        .values(state=OUT_WITHHELD, lease_until=0.0, updated_at=now)
    )
    connection.execute(
        update(outbound)
        .where(outbound.c.contact_id == contact_id)
        .values(dict.fromkeys(_TEXTS[outbound]))
    )


def finish(connection: Connection, contact_id: str) -> bool:
    """Erase the number of a contact that asked for it, if nothing is left to be sent to it."""
    erased = connection.execute(
        update(contacts)
        .where(
            contacts.c.id == contact_id,
            contacts.c.erase_asked_at.is_not(None),
            *(
                ~select(table.c.id)
                .where(table.c.contact_id == contact_id, queue.is_open(table.name, states))
                .exists()
                for table, states in ((inbound, IN_OPEN), (outbound, OUT_OPEN))
            ),
        )
        .values(
            address=NO_ADDRESS,
            choices=[],
            rest=None,
            locale=None,
            country=None,
            noticed_at=None,
            unreachable_at=None,
            unreachable_code=None,
            opted_out_at=None,
            erase_asked_at=None,
        )
    )
    if not erased.rowcount:
        return False
    for table, names in _TEXTS.items():
        connection.execute(
            update(table).where(table.c.contact_id == contact_id).values(dict.fromkeys(names))
        )
    return True


async def finish_all(database: Database) -> int:
    """Erase whoever asked for it and was left over, such as by a process that died.

    Returns:
        How many were erased now.
    """

    def asked(connection: Connection) -> list[str]:
        found = select(contacts.c.id).where(contacts.c.erase_asked_at.is_not(None))
        return list(connection.execute(found).scalars())

    erased = 0
    for contact_id in await database.write(asked):
        erased += await database.write(partial(finish, contact_id=contact_id))
    return erased
