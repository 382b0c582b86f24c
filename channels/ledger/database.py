"""The connection to SQLite or PostgreSQL, and the schema's migrations."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from channels.ledger.hints import Hinted
from channels.ledger.rested import ask_the_rested
from channels.ledger.writer import Writer

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
BUSY_TIMEOUT_MS = 10_000
POOL_SIZE = 8


class DatabaseError(Exception):
    """The database's address is unusable."""


class Database:
    """One database, by its URL.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host/name`.

    Raises:
        DatabaseError: the URL is of no such form.
    """

    def __init__(self, url: str) -> None:
        self._url = _with_driver(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        # hide_parameters: an error must not carry what was to be stored.
        options: dict[str, Any] = {"hide_parameters": True}
        if self.is_sqlite and self._url.database:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        if not self.is_sqlite:
            options |= {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE}
        self._engine: AsyncEngine = create_async_engine(self._url, **options)
        self._writer: Writer | None = None
        if self.is_sqlite:
            engine = create_engine(self._url.set(drivername="sqlite"), **options)
            for one in (self._engine.sync_engine, engine):
                one.dialect.statement_compiler = Hinted
                event.listen(one, "connect", _prepare_sqlite)
                event.listen(one, "begin", _begin_immediate)
            self._writer = Writer(engine)
        else:
            ask_the_rested(self._engine.sync_engine)

    async def write[Result](self, work: Callable[[Connection], Result]) -> Result:
        """Do work in a transaction; committed to disk when this returns.

        Under load SQLite commits the work of several callers together.

        Args:
            work: reads and writes; it may run in another thread, and twice if another's work
                fails beside it. It raises to undo its part.
        """
        if self._writer:
            return await self._writer.do(work)
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction of several steps; committed to disk when the block ends."""
        alone = self._writer.alone if self._writer else contextlib.nullcontext()
        async with alone, self._engine.begin() as connection:
            yield connection

    def notify(self, connection: Connection, channel: str) -> None:
        """Tell other gateways, once the transaction is committed, that something waits."""
        if not self.is_sqlite:
            connection.exec_driver_sql(f"NOTIFY {channel}")

    async def listen(self, wakes: Mapping[str, Callable[[], None]]) -> None:
        """Call what belongs to a channel whenever it is notified, until the connection ends."""
        closed = asyncio.Event()
        async with self._engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None  # noqa: S101
            for channel, wake in wakes.items():
                await raw.add_listener(channel, lambda *_, wake=wake: wake())
            raw.add_termination_listener(lambda _: closed.set())
            await closed.wait()

    async def check(self) -> None:
        """Raise if the database does not answer."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def migrate(self) -> None:
        """Bring the schema to the newest version; several at once do not disturb each other."""
        async with self.transaction() as connection:
            if not self.is_sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(573900)"))
            await connection.run_sync(_upgrade)

    async def close(self) -> None:
        """Close all connections."""
        if self._writer:
            self._writer.close()
        await self._engine.dispose()


def _with_driver(url: str) -> URL:
    try:
        parsed = make_url(url)
        return parsed.set(drivername=DRIVERS[parsed.get_backend_name()])
    except (ArgumentError, KeyError) as error:
        message = "SUAR_DATABASE_URL must look like sqlite:///var/suar.db or postgresql://…"
        raise DatabaseError(message) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # acknowledged means on disk
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later could otherwise fail half-way.
    # Said to the driver, for every transaction begins with it.
    connection.connection.cursor().execute("BEGIN IMMEDIATE")


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
