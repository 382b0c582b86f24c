"""What is looked up in the ledger for the metrics: how long the queues are, what is spent."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection, func, select

from channels import metrics
from channels.ledger import queue
from channels.ledger.database import Database
from channels.ledger.tables import IN_OPEN, OUT_OPEN, inbound, outbound, spending
from channels.messages import SMS

EVERY_SECONDS = 10.0
QUEUES = (
    ("inbound", inbound.c.received_at, IN_OPEN),
    ("outbound", outbound.c.created_at, OUT_OPEN),
)

log = structlog.get_logger("gauges")


async def keep(database: Database) -> None:
    """Look every few seconds, until cancelled."""
    while True:
        try:
            await database.write(look)
        except Exception as error:  # the database may be away: next time
            log.error("looking_failed", error=type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


def look(connection: Connection) -> None:
    """Set the gauges by what stands in the ledger now."""
    now = time.time()
    for name, since, states in QUEUES:
        counted = select(func.count(), func.min(since)).where(queue.is_open(name, states))
        length, oldest = connection.execute(counted.select_from(since.table)).one()
        metrics.QUEUE_LENGTH.labels(name).set(length)
        metrics.QUEUE_AGE_SECONDS.labels(name).set(max(0.0, now - oldest) if oldest else 0.0)
    today = datetime.now(UTC).date().isoformat()
    spent = (
        select(spending.c.country, func.sum(spending.c.segments))
        .where(spending.c.day == today, spending.c.channel == SMS)
        .group_by(spending.c.country)
    )
    metrics.SEGMENTS_TODAY.clear()
    for country, segments in connection.execute(spent):
        metrics.SEGMENTS_TODAY.labels(country).set(segments)
