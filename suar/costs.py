"""What was sent, and what it cost."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from channels.ledger import spending
from channels.ledger.database import Database
from channels.ledger.spending import Spent
from suar import environment, paths

HEAD = ("day (UTC)", "channel", "country", "messages", "segments", "price")


def costs(days: int, out: Path | None) -> None:
    """Print what was sent in the last days, and write it as JSON where wanted.

    Args:
        days: today included.
        out: gets `{"price_per_segment", "lines": [{"day", "channel", "country", "messages",
            "segments", "price"}]}`; a price is null where SUAR_SMS_PRICE is not set.
    """
    out = out.absolute() if out else None
    os.chdir(paths.ROOT)  # as `suar up` does: the database is found from there
    settings = environment.settings()
    spent = asyncio.run(_spent(settings.database_url, days))
    price = settings.sms_price
    table = Table(*HEAD, box=None)
    for one in spent:
        table.add_row(*map(str, one[:5]), f"{one.cost(price):.2f}" if price else "")
    messages, segments = (sum(getattr(one, name) for one in spent) for name in Spent._fields[3:])
    total = f"{sum(one.cost(price) for one in spent):.2f}" if price else ""
    table.add_row("all", "", "", str(messages), str(segments), total, style="bold")
    Console().print(table)
    if out:
        lines = [
            one._asdict() | {"price": round(one.cost(price), 6) if price else None} for one in spent
        ]
        document = {"price_per_segment": price or None, "lines": lines}
        out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


async def _spent(url: str, days: int) -> list[Spent]:
    database = Database(url)
    first = spending.first_day(days, time.time())
    try:
        await database.migrate()
        return await database.write(lambda connection: spending.since(connection, first))
    finally:
        await database.close()
