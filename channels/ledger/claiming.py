"""Takes messages out of the queue to be sent: whichever may leave, the most urgent first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select, update

from channels.gate import Gate
from channels.ledger import consent, erasing, statements
from channels.ledger.tables import (
    OUT_DELIVERED,
    OUT_QUEUED,
    OUT_READ,
    OUT_SENDING,
    OUT_WITHHELD,
    contacts,
    outbound,
)
from channels.messages import ANSWERS, LATER, PLAIN, REPLY


def claim(
    connection: Connection, limit: int, gate: Gate, now: float, lease: float
) -> list[Row[Any]]:
    """Claim what may leave: campaigns only when nothing else is left.

    Args:
        connection: in a transaction.
        limit: how many at most.
        gate: says what may leave.
        now, lease: the time, and until when nobody else may have what is claimed.

    Returns:
        Rows of the outbox with their contacts, as they were before.
    """
    for statement in (statements.NEXT_OUTBOUND, statements.NEXT_OF_CAMPAIGNS):
        claimed = _claim(connection, statement, limit, gate, now, lease)
        if claimed:
            return claimed
    return []


def _claim(
    connection: Connection,
    statement: Select[Any],
    limit: int,
    gate: Gate,
    now: float,
    lease: float,
) -> list[Row[Any]]:
    """Claim rows that may leave. A sender at its limit is left out, and the search goes on."""
    claimed: list[Row[Any]] = []
    while len(claimed) < limit:
        closed = gate.closed()
        most = limit - len(claimed)
        wanted = {"now": now, "most": most, statements.CLOSED: closed}
        ids = list(connection.execute(statement, wanted).scalars())
        found = _rows(connection, ids) if ids else []
        leaving = [row for row in found if _may_leave(connection, row, gate, now)]
        _begin(connection, leaving, now, lease)
        claimed += leaving
        if len(leaving) == len(found) < most:
            gate.searched(closed)
            break
        if set(gate.closed()) <= set(closed):
            break
    return claimed


def _rows(connection: Connection, ids: list[int]) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(outbound, contacts)
            .join_from(outbound, contacts)
            .where(outbound.c.id.in_(ids))
            .order_by(outbound.c.id)
        )
    )


def _begin(connection: Connection, rows: list[Row[Any]], now: float, lease: float) -> None:
    certain = [row.id for row in rows if row.state == OUT_QUEUED]
    doubtful = [row.id for row in rows if row.state != OUT_QUEUED]
    for ids, began in ((certain, {"started_at": now}), (doubtful, {})):
        if ids:
            connection.execute(
                update(outbound)
                .where(outbound.c.id.in_(ids))
                .values(state=OUT_SENDING, lease_until=lease, updated_at=now, **began)
            )


def _may_leave(connection: Connection, row: Row[Any], gate: Gate, now: float) -> bool:
    this = outbound.c.id == row.id
    if not _may_be_sent(connection, row):
        ended = {"state": OUT_WITHHELD, "lease_until": 0.0, "updated_at": now}
        connection.execute(update(outbound).where(this).values(ended))
        return False
    if row.purpose == LATER and row.state == OUT_QUEUED and _has_arrived(connection, row):
        connection.execute(delete(outbound).where(this))
        return False
    wait = gate.admit(row.channel, row.our_address, row.contact_id)
    if wait and row.our_address not in gate.closed():  # it is the person who must wait
        connection.execute(update(outbound).where(this).values(due_at=now + wait))
    return not wait


def _may_be_sent(connection: Connection, row: Row[Any]) -> bool:
    columns = row._mapping
    if columns[contacts.c.address] == erasing.NO_ADDRESS:
        return False
    if columns[outbound.c.purpose] in ANSWERS:
        return True
    who, sender = columns[contacts.c.address_key], columns[outbound.c.our_address]
    return not consent.has_stopped(connection, who, sender)


def _has_arrived(connection: Connection, row: Row[Any]) -> bool:
    """Whether a message that is to be sent once more has arrived after all."""
    arrived = select(outbound.c.id).where(
        outbound.c.inbound_id == row.inbound_id,
        outbound.c.purpose.in_((REPLY, PLAIN)),
        outbound.c.state.in_((OUT_DELIVERED, OUT_READ)),
    )
    return connection.execute(arrived).first() is not None
