"""Carries out the statements that every message passes, without asking each time how.

SQLAlchemy finds out anew at each execution what to do with a statement, which takes several times
what SQLite does to carry it out. Here that is found once: SQLite's driver then gets SQL and values.
On PostgreSQL, where the way to the server costs more than that, SQLAlchemy does as always.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from channels.ledger.hints import Hinted

Change = Callable[[Any], Any]  # of a value, between Python and the database

_SQLITE = sqlite.dialect(paramstyle="named")
_SQLITE.statement_compiler = Hinted


class _Direct(NamedTuple):
    """A statement as SQLite's driver takes it.

    Args:
        sql: with its parameters as `:name`.
        constants: the values that stand in the statement itself.
        given, found: what is done to parameters and to columns, by name and by place.
        row: makes a row of its columns.
    """

    sql: str
    constants: dict[str, Any]
    given: dict[str, Change]
    found: dict[int, Change]
    row: Callable[..., Any]


class Prepared:
    """A statement with open parameters.

    Args:
        statement: without lists that grow (`expanding`).

    Whatever carries it out raises KeyError on SQLite if a parameter is missing.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._direct: dict[tuple[str, ...], _Direct] = {}  # by the names of the parameters

    def change(self, connection: Connection, parameters: Mapping[str, Any]) -> int:
        """Carry it out; gives the number of rows that it has changed."""
        if connection.dialect.name == "sqlite":
            changed: int = self._say(connection, parameters)[1].rowcount
            return changed
        return connection.execute(self._statement, parameters).rowcount

    def first(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """Its first row, with the columns as attributes; None if there is none."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, parameters).first()
        direct, cursor = self._say(connection, parameters)
        rows = cursor.fetchall()  # all: a row is written for certain when it has been fetched
        return _row(direct, rows[0]) if rows else None

    def scalar(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """The first column of its first row; None if there is none."""
        row = self.first(connection, parameters)
        return None if row is None else row[0]

    def _say(self, connection: Connection, parameters: Mapping[str, Any]) -> tuple[_Direct, Any]:
        names = tuple(parameters)
        direct = self._direct.get(names)
        if direct is None:
            direct = self._direct[names] = _compiled(self._statement, names)
        values = {**direct.constants, **parameters}
        for name, change in direct.given.items():
            values[name] = change(values[name])
        cursor = connection.connection.cursor()
        cursor.execute(direct.sql, values)
        return direct, cursor


def _row(direct: _Direct, columns: tuple[Any, ...]) -> Any:
    if not direct.found:
        return direct.row(*columns)
    changed = list(columns)
    for place, change in direct.found.items():
        changed[place] = change(changed[place])
    return direct.row(*changed)


def _compiled(statement: Any, names: tuple[str, ...]) -> _Direct:
    compiled = statement.compile(dialect=_SQLITE, column_keys=list(names))
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    if missing := [name for name, bind in binds.items() if bind.required and name not in names]:
        raise KeyError(*missing)
    given = {name: _kind(bind.type).bind_processor(_SQLITE) for name, bind in binds.items()}
    described = (
        statement.column_descriptions
        if isinstance(statement, Select)
        else statement.returning_column_descriptions
    )
    found = [_kind(one["type"]).result_processor(_SQLITE, None) for one in described]
    return _Direct(
        str(compiled),
        {name: bind.effective_value for name, bind in binds.items() if not bind.required},
        {name: change for name, change in given.items() if change},
        {place: change for place, change in enumerate(found) if change},
        namedtuple("Row", [one["name"] for one in described]),
    )


def _kind(described: TypeEngine[Any]) -> TypeEngine[Any]:
    return described.dialect_impl(_SQLITE)
