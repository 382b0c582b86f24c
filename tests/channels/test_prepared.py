"""Statements carried out directly do what SQLAlchemy would do with them, on each database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Connection, bindparam, create_engine, select, update

from channels.ledger.database import Database
from channels.ledger.prepared import Prepared
from channels.ledger.statements import Inserts
from channels.ledger.tables import contacts, metadata

WHO = "a" * 32
ROW = {
    "id": WHO, "address_key": "k" * 64, "address": b"\x00sealed", "channel": "sms", "locale": "ur",
    "country": None, "choices": ["risk_sea", "trafficking@PK"], "created_at": 1.5, "seen_at": 2.5,
}  # fmt: skip


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    await made.migrate()
    yield made
    await made.close()


async def test_an_insertion_gives_the_row_with_its_values_as_they_were(database: Database) -> None:
    inserted = await database.write(
        lambda connection: Inserts(database.is_sqlite).contact.first(connection, ROW)
    )
    stored = await database.write(lambda connection: connection.execute(select(contacts)).one())
    assert tuple(inserted) == tuple(stored)
    assert {name: getattr(inserted, name) for name in ROW} == ROW
    assert inserted.rest is None


async def test_a_change_tells_how_many_rows_it_has_changed(database: Database) -> None:
    move = Prepared(
        update(contacts)
        .where(contacts.c.id == bindparam("who"), contacts.c.channel == "sms")
        .values(choices=bindparam("offered", type_=contacts.c.choices.type), country="PK")
    )

    def work(connection: Connection) -> tuple[int, int]:
        Inserts(database.is_sqlite).contact.first(connection, ROW)
        told = [{"who": who, "offered": ["risk_land"]} for who in (WHO, "somebody else")]
        return move.change(connection, told[0]), move.change(connection, told[1])

    assert await database.write(work) == (1, 0)
    stored = await database.write(lambda connection: connection.execute(select(contacts)).one())
    assert (stored.choices, stored.country) == (["risk_land"], "PK")


async def test_where_there_is_no_row_it_gives_none(database: Database) -> None:
    one = Prepared(select(contacts.c.address).where(contacts.c.id == bindparam("who")))
    who = {"who": WHO}
    assert await database.write(lambda connection: one.first(connection, who)) is None
    assert await database.write(lambda connection: one.scalar(connection, who)) is None


async def test_what_failed_is_undone_with_its_piece_of_work(database: Database) -> None:
    insertion = Inserts(database.is_sqlite).contact

    def work(connection: Connection) -> None:
        insertion.first(connection, ROW)
        insertion.first(connection, ROW | {"id": None, "address_key": "another"})

    with pytest.raises(Exception, match=r"(?i)null") as error:
        await database.write(work)
    assert "another" not in str(error.value)  # no value reaches an error
    stored = await database.write(lambda connection: connection.execute(select(contacts)).all())
    assert stored == []


def test_a_parameter_that_is_missing_is_no_null() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    one = Prepared(select(contacts.c.id).where(contacts.c.id == bindparam("who")))
    with engine.begin() as connection, pytest.raises(KeyError, match="who"):
        one.first(connection, {})


@given(some.text(max_size=40).filter(lambda text: text.isprintable()), some.binary(max_size=40))
def test_a_value_is_never_part_of_the_statement(text: str, raw: bytes) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    row: dict[str, Any] = ROW | {"channel": text, "choices": [text], "address": raw}
    with engine.begin() as connection:
        found = Inserts(is_sqlite=True).contact.first(connection, row)
    assert (found.channel, found.choices, found.address) == (text, [text], raw)
