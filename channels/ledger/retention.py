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
    before = time.time() - days * DAY_SECONDS
    emptied = 0
    for table, age, still_open in (
        (inbound, inbound.c.received_at, IN_OPEN),
        (outbound, outbound.c.created_at, OUT_OPEN),
    ):
        old = (
            select(table.c.id)
            .where(age < before, table.c.body.is_not(None), table.c.state.not_in(still_open))
            .limit(BATCH)
        )
        while True:
            done = await database.write(partial(_empty, table, old))
            emptied += done
            if done < BATCH:
                break
    return emptied


def _empty(table: Table, old: Select[tuple[int]], connection: Connection) -> int:
    ids = list(connection.execute(old).scalars())
    if ids:
        connection.execute(update(table).where(table.c.id.in_(ids)).values(body=None))
    return len(ids)
