"""What is asked for every message does not go through all that a person ever wrote."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from channels.ledger import statements
from channels.ledger.database import Database
from channels.ledger.hints import Hinted

NOW = {"now": 1.0, "most": 1, statements.CLOSED: ["+1"]}
WHOSE = {statements.WHO: "c"}
ASKED: dict[str, tuple[Any, dict[str, Any]]] = {
    "OPEN_OF_CONTACT": (statements.OPEN_OF_CONTACT._statement, WHOSE),
    "UNSENT_OF_CONTACT": (statements.UNSENT_OF_CONTACT._statement, WHOSE),
    "MOVE_UP": (statements.MOVE_UP._statement, WHOSE),
    "NEXT_OUTBOUND": (statements.NEXT_OUTBOUND, NOW),
    "NEXT_OF_CAMPAIGNS": (statements.NEXT_OF_CAMPAIGNS, NOW),
}


@pytest.fixture
async def ledger(tmp_path: Path) -> sqlite3.Connection:
    path = tmp_path / "x.db"
    database = Database(f"sqlite:///{path}")
    await database.migrate()
    await database.close()
    return sqlite3.connect(path)


@pytest.mark.parametrize("name", ASKED)
async def test_of_a_contact_only_open_messages_are_looked_at(
    ledger: sqlite3.Connection, name: str
) -> None:
    statement, values = ASKED[name]
    dialect = sqlite.dialect(paramstyle="named")
    dialect.statement_compiler = Hinted
    asked = statement.compile(dialect=dialect).construct_expanded_state(values)
    told = ledger.execute(f"EXPLAIN QUERY PLAN {asked.statement}", dict(asked.parameters))
    steps = [row[3] for row in told if "contact_id=?" in row[3]]
    ledger.close()
    assert steps
    assert all("_open (contact_id=?" in step for step in steps), steps
