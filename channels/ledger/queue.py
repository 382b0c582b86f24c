"""The rules by which both queues are worked: in order for a contact, side by side else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    Row,
    Select,
    Table,
    bindparam,
    or_,
    select,
    text,
)

from channels.ledger import hints
from channels.vault import VaultError

INBOUND, OUTBOUND = "suar_inbound", "suar_outbound"  # what other gateways are told of

log = structlog.get_logger("ledger")


def next_of_each_contact(
    table: Table,
    open_states: tuple[str, ...],
    leased_states: tuple[str, ...],
    overtaken: str | None = None,
) -> Select[Any]:
    """As `due`, and no earlier row of the same contact is still open.

    It goes through all rows of a contact that stand behind an open one, so it is for tables where
    those are few.

    Args:
        table, open_states, leased_states: as for `due`.
        overtaken: SQL on the row `earlier`: which open rows hold up none that follow.
    """
    earlier = table.alias("earlier")
    stands_before = (
        select(earlier.c.id)
        .where(
            earlier.c.contact_id == table.c.contact_id,
            earlier.c.id < table.c.id,
            is_open("earlier", open_states),
            *([text(f"NOT ({overtaken})")] if overtaken else []),
        )
        .with_hint(earlier, hints.of_contact(table.name), "sqlite")
    )
    return due(table, open_states, leased_states).where(~stands_before.exists())


def due(
    table: Table,
    states: tuple[str, ...],
    leased_states: tuple[str, ...],
) -> Select[Any]:
    """Ids of rows that may be worked on now, the oldest first, locked where the database can.

    A row may be worked on when it is due, or when the lease of whoever worked on it is over.

    Args:
        table: with the columns id, contact_id, state, due_at and lease_until.
        states: the states of rows that may be worked on.
        leased_states: those of them that somebody works on until `lease_until`.

    The parameters of the statement are `now`, in seconds since 1970, and `most`, how many.
    """
    now: ColumnElement[float] = bindparam("now", type_=Double())
    free = [state for state in states if state not in leased_states]
    return (
        select(table.c.id)
        .where(
            is_open(table.name, states),
            or_(
                table.c.state.in_(free) & (table.c.due_at <= now),
                table.c.state.in_(leased_states) & (table.c.lease_until < now),
            ),
        )
        .order_by(table.c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True, of=table)
    )


def is_open(name: str, states: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a row of the table (or alias) `name` is in one of the states."""
    # Written out, not bound: only then does SQLite use the index of open rows.
    listed = ", ".join(f"'{state}'" for state in states)
    return text(f"{name}.state IN ({listed})")  # type: ignore[return-value]


def readable[Item](rows: Iterable[Row[Any]], read: Callable[[Row[Any]], Item]) -> list[Item]:
    """What was claimed, without what cannot be unsealed: that keeps nobody else waiting.

    It is tried again, and logged again, whenever its lease is over.
    """
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except VaultError:
            log.error("unreadable", row=row.id)
    return found
