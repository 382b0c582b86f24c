"""SQLite's writer: what comes together is committed together, and each piece stands or falls alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from channels.ledger.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/x.db")
    await made.write(lambda connection: connection.execute(text("CREATE TABLE t (n INTEGER)")))
    yield made
    await made.close()


def insert(number: int) -> object:
    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": number})
        if number < 0:
            raise ValueError(number)
        return number

    return work


async def numbers(database: Database) -> list[int]:
    return await database.write(
        lambda connection: list(
            connection.execute(text("SELECT n FROM t ORDER BY rowid")).scalars()
        )
    )


async def test_pieces_that_wait_together_share_a_commit_and_keep_their_order(
    database: Database,
) -> None:
    commits = []
    assert database._writer
    event.listen(database._writer._engine, "commit", commits.append)
    found = await asyncio.gather(*(database.write(insert(number)) for number in range(50)))
    assert found == list(range(50))
    assert len(commits) <= 3
    assert await numbers(database) == list(range(50))


async def test_a_piece_that_raises_is_undone_and_the_others_stand(database: Database) -> None:
    found = await asyncio.gather(
        *(database.write(insert(number)) for number in (1, 2, -3, 4)), return_exceptions=True
    )
    assert [one if isinstance(one, int) else type(one) for one in found] == [1, 2, ValueError, 4]
    assert await numbers(database) == [1, 2, 4]


async def test_what_is_committed_beside_a_piece_that_raises_is_there_once(
    database: Database,
) -> None:
    asked: list[int] = []

    def counted(number: int) -> object:
        def work(connection: Connection) -> object:
            asked.append(number)
            return insert(number)(connection)

        return work

    await asyncio.gather(
        *(database.write(counted(number)) for number in (1, 2, -3, 4)), return_exceptions=True
    )
    assert await numbers(database) == [1, 2, 4]
    assert asked == [1, 2, -3, 1, 2, -3, 4]


async def test_a_piece_alone_that_raises_is_undone(database: Database) -> None:
    with pytest.raises(ValueError, match="-1"):
        await database.write(insert(-1))
    assert await numbers(database) == []


async def test_if_nothing_can_be_committed_everybody_is_told(database: Database) -> None:
    assert database._writer

    def refuse(_: object) -> None:
        raise OSError("disk full")

    event.listen(database._writer._engine, "commit", refuse)
    found = await asyncio.gather(
        *(database.write(insert(number)) for number in range(3)), return_exceptions=True
    )
    assert [type(one) for one in found] == [OSError] * 3
    event.remove(database._writer._engine, "commit", refuse)
    assert await numbers(database) == []


async def test_a_longer_transaction_and_the_writer_take_turns(database: Database) -> None:
    async with database.transaction() as connection:
        writing = asyncio.create_task(database.write(insert(2)))
        await asyncio.sleep(0.05)
        await connection.execute(text("INSERT INTO t VALUES (1)"))
    assert await writing == 2
    assert await numbers(database) == [1, 2]


async def test_somebody_who_no_longer_waits_does_not_stop_the_others(database: Database) -> None:
    leaving = asyncio.create_task(database.write(insert(1)))
    staying = asyncio.create_task(database.write(insert(2)))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 2
