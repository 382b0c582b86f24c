"""Connections to PostgreSQL: a lost one costs nobody a message, one in use is not asked each time,
and one whose work was given up half-way is not used again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial

import asyncpg
import pytest
from sqlalchemy import Connection, make_url, select, text

from channels.ledger import rested, statements
from channels.ledger.database import Database
from channels.ledger.statements import Inserts
from channels.ledger.tables import contacts
from tests.channels.house import until
from tests.conftest import postgres_database

CONTACT = {
    "id": "a" * 32, "address_key": "a" * 64, "address": b"sealed", "channel": "sms", "locale": None, "country": None, "choices": [],
    "created_at": 1.5, "seen_at": 1.5,
}  # fmt: skip
INSERT = Inserts(is_sqlite=False).contact


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with postgres_database() as made:
        yield made


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    made = Database(url)
    yield made
    await made.close()


class Firewall:
    """Stands between a client and PostgreSQL; it may forget connections, or hold back answers."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._forgotten: set[asyncio.StreamWriter] = set()
        self._known: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answers_pass = asyncio.Event()
        self._answers_pass.set()
        self.url = ""

    async def __aenter__(self) -> Firewall:
        self._server = await asyncio.start_server(self._let_through, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        there = self._url.set(host="127.0.0.1", port=port)
        self.url = there.render_as_string(hide_password=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._known:
            writer.close()

    def forget(self) -> None:
        """Drop from now on, without a word, what belongs to the connections there are."""
        self._forgotten |= self._known

    def hold_answers(self) -> None:
        """Let no answer of PostgreSQL's through until `let_go`."""
        self._answers_pass.clear()

    def let_go(self) -> None:
        """Let the answers through."""
        self._answers_pass.set()

    async def _let_through(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        host, port = self._url.host or "127.0.0.1", self._url.port or 5432
        server_reader, server_writer = await asyncio.open_connection(host, port)
        self._known |= {writer, server_writer}
        always = asyncio.Event()
        always.set()
        for source, sink, passes in (
            (reader, server_writer, always),
            (server_reader, writer, self._answers_pass),
        ):
            task = asyncio.create_task(self._pass_on(source, sink, passes))
            self._tasks.add(task)

    async def _pass_on(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, passes: asyncio.Event
    ) -> None:
        while said := await source.read(65536):
            await passes.wait()
            if sink not in self._forgotten:
                sink.write(said)
        if sink not in self._forgotten:
            sink.close()


def backend(connection: Connection) -> int:
    found: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return found


async def kill(url: str, number: int) -> None:
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT pg_terminate_backend($1, 10000)", number)
    await connection.close()


async def test_a_connection_in_use_is_taken_again_without_being_asked(database: Database) -> None:
    number = await database.write(backend)
    said: list[str] = []
    async with database._engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw
        raw.add_query_logger(lambda query: said.append(query.query))
    assert await database.write(backend) == number
    assert said == ["BEGIN;", "COMMIT;"]  # prepared statements are not told


async def test_what_the_server_has_closed_is_replaced(url: str, database: Database) -> None:
    async with database._engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
    assert raw
    await kill(url, raw.get_server_pid())

    async def is_closed() -> bool:
        return bool(raw.is_closed())

    await until(is_closed)
    assert await database.write(backend) != raw.get_server_pid()


async def test_one_that_has_rested_and_whose_end_was_not_heard_is_replaced(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await database.write(backend)
    monkeypatch.setattr(rested, "RESTED_SECONDS", 0.0)
    killer = threading.Thread(target=lambda: asyncio.run(kill(url, first)))
    killer.start()
    killer.join()  # our loop stands still: it has not heard that the connection is gone
    assert await database.write(backend) != first


async def test_those_that_were_dropped_without_a_word_are_replaced_after_one_wait(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rested, "ANSWERS_WITHIN_SECONDS", 0.2)
    async with Firewall(url) as firewall:
        database = Database(firewall.url)
        hold = asyncio.Barrier(4)

        async def at_once() -> int:
            async with database.transaction() as connection:
                await hold.wait()
                return await connection.run_sync(backend)

        before = set(await asyncio.gather(*(at_once() for _ in range(4))))
        firewall.forget()
        monkeypatch.setattr(rested, "RESTED_SECONDS", 0.0)
        first = await asyncio.wait_for(database.write(backend), 10)
        monkeypatch.setattr(rested, "RESTED_SECONDS", 600.0)
        # None is asked any more: they are known as older than the loss.
        after = await asyncio.wait_for(asyncio.gather(*(at_once() for _ in range(4))), 10)
        assert len(before) == 4
        assert not before & {first, *after}
        await database.close()


async def test_a_loss_in_the_midst_of_a_transaction_fails_that_one_and_no_other(
    url: str, database: Database
) -> None:
    await database.migrate()

    def work(connection: Connection) -> None:
        number = backend(connection)
        killer = threading.Thread(target=lambda: asyncio.run(kill(url, number)))
        killer.start()
        killer.join()
        statements.OPEN_OF_CONTACT.first(connection, {statements.WHO: "nobody"})

    with pytest.raises(Exception, match=r"terminat|clos"):
        await database.write(work)
    nobody = {statements.WHO: "nobody"}
    for _ in range(3):
        found = await database.write(
            lambda connection: statements.OPEN_OF_CONTACT.first(connection, nobody)
        )
        assert found is None


async def are_in_transaction(url: str, number: int) -> bool:
    """Whether so many connections to this database have a transaction open."""
    connection = await asyncpg.connect(url)
    found: int = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND state LIKE 'idle in transaction%'"
    )
    await connection.close()
    return found == number


def plainly(connection: Connection) -> None:
    """A statement by SQLAlchemy's own way."""
    connection.execute(select(contacts.c.id)).all()


def prepared(connection: Connection) -> None:
    """One by ours."""
    statements.OPEN_OF_CONTACT.first(connection, {statements.WHO: "nobody"})


@pytest.mark.parametrize("work", [plainly, prepared])
async def test_work_given_up_while_its_transaction_begins_leaves_none_open_to_the_next(
    url: str, work: Callable[[Connection], object]
) -> None:
    async with Firewall(url) as firewall:
        database = Database(firewall.url)
        await database.migrate()
        firewall.hold_answers()
        given_up = asyncio.create_task(database.write(work))
        await until(partial(are_in_transaction, url, 1))  # the answer to BEGIN is on its way
        given_up.cancel()
        firewall.let_go()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        await database.write(lambda connection: INSERT.first(connection, CONTACT))
        stored = await asyncpg.connect(url)
        assert await stored.fetchval("SELECT id FROM contacts") == CONTACT["id"]  # is committed
        await stored.close()
        await until(partial(are_in_transaction, url, 0))
        await database.close()
