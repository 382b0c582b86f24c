"""What people wish of the service itself: a record that can only grow, and who wants nothing more.

Opt-outs are kept by the keyed fingerprint of an address, so that a wish outlives the number, and
by our own address: who stops one sender of ours has not stopped another.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.ledger.tables import consents, contacts, opt_outs

STOP, START, HELP, DELETE, NOTICE = "stop", "start", "help", "delete", "notice"
BLOCKED = "blocked"  # the provider says that the person wants nothing more of us


def record(
    connection: Connection, contact_id: str, event: str, channel: str, sender: str, now: float
) -> None:
    """Add a wish to the record, and follow it.

    Args:
        connection: in a transaction.
        contact_id: whose wish.
        event: one of the words above.
        channel, sender: on which channel, and to which address of ours.
        now: seconds since 1970.
    """
    told = (literal(event), literal(channel), literal(sender), literal(now))
    row = select(contacts.c.id, contacts.c.address_key, *told).where(contacts.c.id == contact_id)
    columns = ["contact_id", "address_key", "event", "source", "sender", "at"]
    connection.execute(insert(consents).from_select(columns, row))
    if event in {STOP, BLOCKED}:
        _stop(connection, contact_id, sender, now)
    elif event == START:
        _start(connection, contact_id, sender)


def has_stopped(connection: Connection, address_key: str, sender: str) -> bool:
    """Whether nothing but answers may go to an address from a sender of ours."""
    found = connection.execute(
        select(opt_outs.c.at).where(
            opt_outs.c.address_key == address_key, opt_outs.c.our_address == sender
        )
    )
    return found.scalar() is not None


def _stop(connection: Connection, contact_id: str, sender: str, now: float) -> None:
    made: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = select(contacts.c.address_key, literal(sender), literal(now)).where(
        contacts.c.id == contact_id
    )
    columns = ["address_key", "our_address", "at"]
    connection.execute(made(opt_outs).from_select(columns, row).on_conflict_do_nothing())
    connection.execute(update(contacts).where(contacts.c.id == contact_id).values(opted_out_at=now))


def _start(connection: Connection, contact_id: str, sender: str) -> None:
    whose = select(contacts.c.address_key).where(contacts.c.id == contact_id).scalar_subquery()
    connection.execute(
        delete(opt_outs).where(opt_outs.c.address_key == whose, opt_outs.c.our_address == sender)
    )
    others = select(opt_outs.c.at).where(opt_outs.c.address_key == contacts.c.address_key)
    connection.execute(
        update(contacts)
        .where(contacts.c.id == contact_id, ~others.exists())
        .values(opted_out_at=None)
    )
