"""What is asked for every message does not go through all that a person ever wrote, nor a campaign."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from channels.ledger import prepared, statements
from channels.ledger.database import Database
from tests.conftest import postgres_database

NOW = {"now": 1.0, "most": 1, statements.CLOSED: ["+1"]}
WHOSE = {statements.WHO: "c1"}
OF_CONTACT = {
    "OPEN_OF_CONTACT": (statements.OPEN_OF_CONTACT._statement, WHOSE),
    "UNSENT_OF_CONTACT": (statements.UNSENT_OF_CONTACT._statement, WHOSE),
    "MOVE_UP": (statements.MOVE_UP._statement, WHOSE),
}
OF_QUEUE = {
    "outbound_queue": (statements.NEXT_OUTBOUND, NOW),
    "outbound_campaigns": (statements.NEXT_OF_CAMPAIGNS, NOW),
}
ASKED: dict[str, tuple[Any, dict[str, Any]]] = OF_CONTACT | OF_QUEUE

# One person has written every twentieth of all messages, and a campaign waits.
CROWD = (
    "INSERT INTO contacts (id, address_key, address, channel, choices, created_at, seen_at) "
    "SELECT 'c' || n, 'k' || n, '', 'sms', '[]', 0, 0 FROM generate_series(1, 5000) AS n",
    "INSERT INTO inbound (provider_id, contact_id, our_address, kind, received_at, state, due_at, "
    "lease_until, attempts) SELECT 'p' || n, CASE WHEN n % 20 = 0 THEN 'c1' "
    "ELSE 'c' || (2 + n % 4998) END, '+1', 'text', 0, 'done', 0, 0, 0 "
    "FROM generate_series(1, 20000) AS n",
    "INSERT INTO outbound (contact_id, inbound_id, purpose, our_address, state, attempts, "
    "created_at, due_at, lease_until, updated_at) "
    "SELECT contact_id, id, 'reply', '+1', 'delivered', 0, 0, 0, 0, 0 FROM inbound",
    "INSERT INTO outbound (contact_id, inbound_id, purpose, our_address, state, attempts, "
    "created_at, due_at, lease_until, updated_at) "
    "SELECT contact_id, id, 'campaign', '+1', 'queued', 0, 0, 0, 0, 0 "
    "FROM inbound WHERE contact_id <> 'c1' LIMIT 9000",
)


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/x.db")
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
async def crowded() -> AsyncIterator[Database]:
    """PostgreSQL, which plans by what it knows of its tables."""
    async with postgres_database() as url:
        database = Database(url)
        await database.migrate()
        for statement in CROWD:
            await database.write(lambda connection, sql=statement: connection.execute(text(sql)))
        yield database
        await database.close()


def plan_of_sqlite(name: str, connection: Connection) -> list[str]:
    statement, values = ASKED[name]
    if name in OF_CONTACT:  # it goes past SQLAlchemy
        direct = prepared._compiled(statement, connection.dialect, tuple(values))
        sql, given = direct.sql, direct.constants | values
        if name == "MOVE_UP":
            given |= {"state": "waiting"}
        rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", given)
        return [row[3] for row in rows]
    told = statement.params(values).compile(dialect=connection.dialect).construct_expanded_state()
    rows = connection.exec_driver_sql(
        f"EXPLAIN QUERY PLAN {told.statement}", told.positional_parameters
    )
    return [row[3] for row in rows]


def plan_of_postgres(name: str, connection: Connection) -> list[str]:
    statement, values = ASKED[name]
    if name in OF_CONTACT:
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(values))
        told = compiled.construct_expanded_state(values)
    else:
        told = statement.params(values).compile(dialect=connection.dialect)
        told = told.construct_expanded_state()
    rows = connection.exec_driver_sql(f"EXPLAIN {told.statement}", told.positional_parameters)
    return [row[0] for row in rows]


@pytest.mark.parametrize("name", OF_CONTACT)
async def test_of_a_contact_sqlite_looks_at_open_messages_only(sqlite: Database, name: str) -> None:
    plan = await sqlite.write(lambda connection: plan_of_sqlite(name, connection))
    steps = [step for step in plan if "contact_id=?" in step]
    assert steps
    assert all("_open (contact_id=?" in step for step in steps), plan


@pytest.mark.parametrize("name", OF_QUEUE)
async def test_sqlite_goes_through_one_queue_in_the_order_of_work(
    sqlite: Database, name: str
) -> None:
    plan = await sqlite.write(lambda connection: plan_of_sqlite(name, connection))
    assert plan[0] == f"SCAN outbound USING INDEX ix_{name}"
    assert "SEARCH earlier USING INDEX ix_outbound_open (contact_id=? AND id<?)" in plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


@pytest.mark.parametrize("name", OF_QUEUE)
async def test_sqlite_is_told_which_index_is_the_queue(sqlite: Database, name: str) -> None:
    """With numbers of its own (ANALYZE) it would go through them contact by contact."""
    statement, values = ASKED[name]
    dialect = await sqlite.write(lambda connection: connection.dialect)
    told = statement.params(values).compile(dialect=dialect)
    assert f"FROM outbound INDEXED BY ix_{name}" in " ".join(str(told).split())


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("knows", ["nothing", "all"])
async def test_postgresql_takes_the_index_made_for_it(
    crowded: Database, name: str, knows: str
) -> None:
    if knows == "all":
        await crowded.write(lambda connection: connection.execute(text("ANALYZE")))
    plan = await crowded.write(lambda connection: plan_of_postgres(name, connection))
    wanted = f"ix_{name} " if name in OF_QUEUE else "_open on "
    assert any(wanted in f"{step} " for step in plan), plan
    assert not any("queue" in step for step in plan if name in OF_CONTACT), plan
    assert not any("Seq Scan" in step for step in plan), plan
