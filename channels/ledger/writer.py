"""SQLite's one writer: a thread that does what has gathered in one transaction.

Each commit waits for the disk. While it does, more work gathers, and the next commit is for all of
it: under load many callers share one wait (group commit), alone nobody waits for another.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from channels.futures import settle

MOST_AT_ONCE = 100  # pieces of work a transaction, so that the first does not wait for ever


class _Piece(NamedTuple):
    work: Callable[[Connection], Any]
    result: asyncio.Future[Any]


class Writer:
    """Does pieces of work in the order in which they come.

    Args:
        engine: of the database; its transactions take SQLite's write lock when they begin.
    """

    def __init__(self, engine: Engine) -> None:
        self.alone = asyncio.Lock()  # whoever holds it, this writer does not write
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._waiting: list[_Piece] = []
        self._running: asyncio.Task[None] | None = None

    async def do[Result](self, work: Callable[[Connection], Result]) -> Result:
        """The result of a piece of work, once it is on disk.

        If a piece raises, what was committed with it is done once more, each piece by itself.

        Raises:
            Exception: what the work raised, its own writes undone; or why nothing was committed.
        """
        piece = _Piece(work, asyncio.get_running_loop().create_future())
        self._waiting.append(piece)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        result: Result = await piece.result
        return result

    def close(self) -> None:
        """End the thread and close its connection."""
        self._thread.shutdown()
        self._engine.dispose()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            async with self.alone:
                batch = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                try:
                    outcomes = await loop.run_in_executor(self._thread, self._commit, batch)
                except Exception as error:  # nothing of the batch is on disk
                    outcomes = [error] * len(batch)
            for piece, outcome in zip(batch, outcomes, strict=True):
                settle(piece.result, outcome)

    def _commit(self, batch: list[_Piece]) -> list[Any]:
        with self._engine.begin() as connection:
            if len(batch) == 1:
                return [batch[0].work(connection)]
            with contextlib.suppress(_Failed):
                return _together(batch, connection)
            return [_separately(piece.work, connection) for piece in batch]


class _Failed(Exception):
    """A piece among several has raised; the writes of all are undone."""


def _together(batch: list[_Piece], connection: Connection) -> list[Any]:
    """The results of all pieces. Raises _Failed."""
    _say(connection, "SAVEPOINT batch")
    try:
        return [piece.work(connection) for piece in batch]
    except Exception as error:
        _say(connection, "ROLLBACK TO batch")
        raise _Failed from error


def _separately(work: Callable[[Connection], Any], connection: Connection) -> Any:
    """The result of one piece among several, or its error, with its own writes undone."""
    _say(connection, "SAVEPOINT piece")
    try:
        result = work(connection)
    except Exception as error:
        _say(connection, "ROLLBACK TO piece")
        result = error
    _say(connection, "RELEASE piece")
    return result


def _say(connection: Connection, sql: str) -> None:
    connection.connection.cursor().execute(sql)  # past all that asks nothing
