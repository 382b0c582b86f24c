"""What a million contacts and ten million messages do to each query of the ledger.

`uv run python -m benchmarks.large [--postgres URL]` fills a small and a large database by SQL, runs
the gateway's own functions on both in turn, and prints a table and the plans of the queries.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import Connection

from channels import messages
from channels.gate import Gate
from channels.ledger import retention, statements
from channels.ledger.database import Database
from channels.ledger.inbox import Inbox
from channels.ledger.outbox import Outbox
from channels.ledger.replies import Replies
from channels.messages import Inbound, Receipt, Rendered
from channels.vault import Vault, new_secret

SIZES = (1_000, 1_000_000)  # contacts
MESSAGES_EACH = 10  # half of them in, half out
REPEATS = 150
NO = Rendered("no")
BATCHES = 4  # of texts to empty
YEAR, MONTH = 365 * 86_400.0, 30 * 86_400.0

# Spread over a year. In the large one all texts but the last month's are emptied already, in the
# small one none are: so both have full batches to empty.
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
    "WHERE n < {most}) ",
    "postgresql": "WITH numbers AS (SELECT generate_series(1, {most}) AS n) ",
}
BYTES = {"sqlite": "zeroblob(90)", "postgresql": "decode(repeat('00', 90), 'hex')"}
HEX = {"sqlite": "printf('%032x', {n})", "postgresql": "lpad(to_hex({n}), 32, '0')"}
FILL = (
    "INSERT INTO contacts (id, address_key, address, channel, country, choices, created_at, "
    "seen_at) {contacts} SELECT {hex_n}, {hex_n}, {bytes}, 'sms', 'ID', '[]', {now}, {now} "
    "FROM numbers",
    "INSERT INTO inbound (provider_id, contact_id, our_address, kind, body, received_at, state, "
    "due_at, lease_until, attempts) {rows} SELECT 'SM' || n, {hex_contact}, '+1', 'text', "
    "CASE WHEN {at} > {month_ago} THEN {bytes} END, {at}, 'done', {at}, 0, 0 FROM numbers",
    "INSERT INTO outbound (contact_id, inbound_id, purpose, our_address, body, state, provider_id, "
    "attempts, created_at, due_at, lease_until, updated_at) {rows} SELECT {hex_contact}, n, "
    "'reply', '+1', CASE WHEN {at} > {month_ago} THEN {bytes} END, 'delivered', 'OUT' || n, 0, "
    "{at}, {at}, 0, {at} FROM numbers",
    # A campaign to one in ten waits to be sent.
    "INSERT INTO outbound (contact_id, inbound_id, purpose, our_address, body, state, attempts, "
    "created_at, due_at, lease_until, updated_at) {many} SELECT {hex_n}, n, 'campaign', '+1', "
    "{bytes}, 'queued', 0, {now}, {now}, 0, {now} FROM numbers",
)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("--postgres", help="an empty server: two databases are made and dropped")
    arguments = parser.parse_args()
    print(asyncio.run(compare(arguments.postgres, SIZES)))


async def compare(server: str | None, sizes: tuple[int, int]) -> str:
    """The table and the plans, as Markdown.

    Args:
        server: the URL of a PostgreSQL without a database; None for SQLite.
        sizes: contacts of the small and of the large database.
    """
    with tempfile.TemporaryDirectory(prefix="suar-large-") as folder:
        urls = [f"sqlite:///{folder}/{contacts}.db" for contacts in sizes]
        if server:
            urls = [await _make(server, contacts) for contacts in sizes]
        small, large = [
            await _measured(url, contacts, is_large=contacts == sizes[1])
            for url, contacts in zip(urls, sizes, strict=True)
        ]
        for contacts in sizes if server else ():
            await _drop(server or "", contacts)
    lines = ["| | small, ms | large, ms | ratio |", "|---|---|---|---|"]
    for name, (took, _) in large.items():
        before = small[name][0]
        lines.append(f"| {name} | {before:.2f} | {took:.2f} | {took / before:.2f} |")
    plans = [f"\n{name}\n\n```\n{plan}\n```" for name, (_, plan) in large.items() if plan]
    return "\n".join(lines + plans)


async def _make(server: str, contacts: int) -> str:
    name = await _drop(server, contacts)
    connection = await asyncpg.connect(f"{server}/postgres")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return f"{server}/{name}"


async def _drop(server: str, contacts: int) -> str:
    name = f"suar_bench_{contacts}"
    connection = await asyncpg.connect(f"{server}/postgres")
    await connection.execute(f"DROP DATABASE IF EXISTS {name}")
    await connection.close()
    return name


async def _measured(url: str, contacts: int, *, is_large: bool) -> dict[str, tuple[float, str]]:
    database = Database(url)
    await database.migrate()
    began = time.monotonic()
    await database.write(partial(_fill, contacts, is_large, database.is_sqlite))
    await _settle(url, database.is_sqlite)
    print(f"filled {contacts} contacts in {time.monotonic() - began:.0f} s", flush=True)
    took = await _use(database)
    plans = await database.write(partial(_plans, database.is_sqlite))
    await database.close()
    return {
        name: (1000 * statistics.median(times), plans.get(name, "")) for name, times in took.items()
    }


def _fill(contacts: int, is_large: bool, is_sqlite: bool, connection: Connection) -> None:
    kind = "sqlite" if is_sqlite else "postgresql"
    rows = contacts * MESSAGES_EACH // 2
    now = time.time()
    at = f"({now - YEAR} + n * {YEAR / rows})"
    words = {
        "contacts": NUMBERS[kind].format(most=contacts), "rows": NUMBERS[kind].format(most=rows),
        "many": NUMBERS[kind].format(most=contacts // 10),
        "bytes": BYTES[kind], "hex_n": HEX[kind].format(n="n"), "now": now, "at": at,
        "hex_contact": HEX[kind].format(n=f"1 + (CAST(n AS BIGINT) * 7919) % {contacts}"),
        "month_ago": now - MONTH if is_large else 0.0,
    }  # fmt: skip
    for statement in FILL:
        connection.exec_driver_sql(statement.format(**words))
    connection.exec_driver_sql("ANALYZE")


async def _settle(url: str, is_sqlite: bool) -> None:
    """What PostgreSQL does by itself in the hours after so much was written."""
    if is_sqlite:
        return
    connection = await asyncpg.connect(url)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _use(database: Database) -> dict[str, list[float]]:
    """Every function of the way of a message, many times; seconds each."""
    vault = Vault(new_secret())
    inbox, outbox = Inbox(database, vault), Outbox(database, vault)
    replies, gate = Replies(database, vault), Gate({})
    took: dict[str, list[float]] = defaultdict(list)

    async def timed(name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        began = time.perf_counter()
        found = await work()
        took[name].append(time.perf_counter() - began)
        return found

    for number in range(REPEATS):
        message = Inbound(
            provider_id=f"SMnew{number}", channel="sms", address=f"+6281{number % 20:07}",
            our_address="+1", kind=messages.TEXT, text="is it safe", country="ID",
        )  # fmt: skip
        await timed("store a message", partial(inbox.receive, message))
        (waiting,) = await timed("claim what waits", partial(inbox.claim, 16))
        await timed("finish with a reply", partial(replies.answer, waiting, NO, locale="id"))
        (out,) = await timed("claim what is to be sent", partial(outbox.claim, 48, gate))
        await timed("note the acceptance", partial(outbox.accepted, out, f"SMout{number}", 1))
        receipt = Receipt(f"SMout{number}", "delivered", out.id)
        await timed("note a receipt", partial(outbox.record, receipt))
        await timed("who waits too long", partial(inbox.overdue, 60))
    for _ in range(BATCHES):
        for name, table, query in retention.old_texts(time.time()):
            emptied = await timed(
                f"empty old texts ({name})",
                partial(database.write, partial(retention.empty, table, query)),
            )
            assert emptied == retention.BATCH  # or else the ratio says nothing
    return took


def _plans(is_sqlite: bool, connection: Connection) -> dict[str, str]:
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    now = time.time()
    queries: dict[str, tuple[Any, dict[str, Any]]] = {
        "claim what waits": (statements.NEXT_INBOUND, {"now": now, "most": 16}),
        "claim what is to be sent": (
            statements.NEXT_OUTBOUND,
            {"now": now, "most": 48, statements.CLOSED: []},
        ),
    }
    for name, _, query in retention.old_texts(now - MONTH):
        queries[f"empty old texts ({name})"] = (query, {})
    found = {}
    for name, (query, values) in queries.items():
        compiled = query.params(**values).compile(dialect=connection.dialect)
        state = compiled.construct_expanded_state()
        rows = connection.exec_driver_sql(explain + state.statement, state.positional_parameters)
        found[name] = "\n".join(str(row[-1]) for row in rows)
    return found


if __name__ == "__main__":
    main()
