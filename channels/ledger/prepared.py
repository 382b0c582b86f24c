"""Carries out the statements that every message passes, without asking each time how.

SQLAlchemy finds out anew at each execution what to do with a statement, which takes longer than
the database's driver does to carry it out. Here that is found once; the driver then gets SQL and
values.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from channels.ledger.hints import Hinted

Change = Callable[[Any], Any]  # of a value, between Python and the database

_SQLITE = sqlite.dialect(paramstyle="named")
_SQLITE.statement_compiler = Hinted


class _Direct(NamedTuple):
    """A statement as the database's driver takes it.

    Args:
        sql: with its parameters as `:name` (SQLite) or `$1` (PostgreSQL).
        order: the parameters' names by their numbers; None where they go by name.
        constants: the values that stand in the statement itself.
        given, found: what is done to parameters and to columns, by name and by place.
        row: makes a row of its columns.
    """

    sql: str
    order: tuple[str, ...] | None
    constants: dict[str, Any]
    given: dict[str, Change]
    found: dict[int, Change]
    row: Callable[..., Any]

    def say(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """Carry it out; gives the driver's cursor."""
        values: dict[str, Any] = {**self.constants, **parameters}
        for name, change in self.given.items():
            values[name] = change(values[name])
        cursor: Any = connection.connection.cursor()
        if self.order is None:
            cursor.execute(self.sql, values)
        else:
            cursor.execute(self.sql, tuple(values[name] for name in self.order))
        return cursor


class Prepared:
    """A statement with open parameters.

    Args:
        statement: without lists that grow (`expanding`).

    Whatever carries it out raises KeyError if a parameter is missing.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        # By the kind of database and the names of the parameters.
        self._direct: dict[tuple[str, ...], _Direct] = {}

    def change(self, connection: Connection, parameters: Mapping[str, Any]) -> int:
        """Carry it out; gives the number of rows that it has changed."""
        changed: int = self._say(connection, parameters)[1].rowcount
        return changed

    def first(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """Its first row, with the columns as attributes; None if there is none."""
        direct, cursor = self._say(connection, parameters)
        rows = cursor.fetchall()  # all: a row is written for certain when it has been fetched
        return _row(direct, rows[0]) if rows else None

    def scalar(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """The first column of its first row; None if there is none."""
        row = self.first(connection, parameters)
        return None if row is None else row[0]

    def _say(self, connection: Connection, parameters: Mapping[str, Any]) -> tuple[_Direct, Any]:
        key = (connection.dialect.name, *parameters)
        direct = self._direct.get(key)
        if direct is not None:
            return direct, _safely(direct, connection, parameters)
        direct = _compiled(self._statement, connection.dialect, tuple(parameters))
        cursor = _safely(direct, connection, parameters)
        self._direct[key] = direct._replace(found=_found(self._statement, connection, cursor))
        return self._direct[key], cursor


def _safely(direct: _Direct, connection: Connection, parameters: Mapping[str, Any]) -> Any:
    """Carry it out; a connection whose work is given up half-way is not used again.

    PostgreSQL may have begun a transaction whose beginning nobody has heard of: whatever came
    next on the connection would become a part of it, and never be committed. SQLAlchemy does the
    same for its own statements (`Connection._handle_dbapi_exception`).
    """
    try:
        return direct.say(connection, parameters)
    except Exception:
        raise
    except BaseException as error:  # asyncio.CancelledError
        connection.invalidate(error)
        raise


def _row(direct: _Direct, columns: tuple[Any, ...]) -> Any:
    if not direct.found:
        return direct.row(*columns)
    changed = list(columns)
    for place, change in direct.found.items():
        changed[place] = change(changed[place])
    return direct.row(*changed)


def _compiled(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Direct:
    if dialect.name == "sqlite":
        dialect = _SQLITE
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    if missing := [name for name, bind in binds.items() if bind.required and name not in names]:
        raise KeyError(*missing)
    given = {
        name: _kind(bind.type, dialect).bind_processor(dialect) for name, bind in binds.items()
    }
    return _Direct(
        str(compiled),
        tuple(compiled.positiontup) if compiled.positional else None,
        {name: bind.effective_value for name, bind in binds.items() if not bind.required},
        {name: change for name, change in given.items() if change},
        {},
        namedtuple("Row", [one["name"] for one in _described(statement)]),
    )


def _found(statement: Any, connection: Connection, cursor: Any) -> dict[int, Change]:
    """What is done to columns by place; the driver's types are known once it was carried out."""
    dialect, described = connection.dialect, _described(statement)
    codes = [one[1] for one in cursor.description] if described else []
    found = {
        place: _kind(one["type"], dialect).result_processor(dialect, code)
        for place, (one, code) in enumerate(zip(described, codes, strict=True))
    }
    return {place: change for place, change in found.items() if change}


def _described(statement: Any) -> list[Any]:
    """The columns that it gives."""
    if isinstance(statement, Select):
        given: list[Any] = statement.column_descriptions
    else:
        given = statement.returning_column_descriptions
    return given


def _kind(described: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return described.dialect_impl(dialect)
