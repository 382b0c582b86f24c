"""Deletes the texts of messages that are old enough; that there was a message stays known."""

from __future__ import annotations

import time
from functools import partial

from sqlalchemy import Connection, Select, Table, select, update

from channels.ledger.database import Database
from channels.ledger.tables import IN_OPEN, OUT_OPEN, inbound, outbound

BATCH = 1000  # rows a transaction, so that a large clean-up keeps nobody waiting
DAY_SECONDS = 86_400.0


async def delete_old_texts(database: Database, days: float) -> int:
    """Empty the texts of finished messages older than so many days.

    Returns:
        How many messages lost their text.
    """
    emptied = 0
    for _, table, old in old_texts(time.time() - days * DAY_SECONDS):
        while True:
            done = await database.write(partial(empty, table, old))
            emptied += done
            if done < BATCH:
                break
    return emptied


def old_texts(before: float) -> list[tuple[str, Table, Select[tuple[int]]]]:
    """By table: the ids of finished messages from before a time that still have their text."""
    found = []
    for table, age, still_open in (
        (inbound, inbound.c.received_at, IN_OPEN),
        (outbound, outbound.c.created_at, OUT_OPEN),
    ):
        old = select(table.c.id).where(
            age < before, table.c.body.is_not(None), table.c.state.not_in(still_open)
        )
        found.append((table.name, table, old.order_by(age).limit(BATCH)))
    return found


def empty(table: Table, old: Select[tuple[int]], connection: Connection) -> int:
    """Empty one batch of texts. Returns how many."""
    ids = list(connection.execute(old).scalars())
    if ids:
        texts = {"body": None} | ({"offer": None} if table is outbound else {})
        connection.execute(update(table).where(table.c.id.in_(ids)).values(texts))
    return len(ids)
