"""What did not arrive or was not answered, for staff to see and to have sent again.

A message that is sent again is a new row: receipts of the first that come late cannot touch it,
and the table keeps out a second one for the same first, however often somebody presses a button.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, Select, String, cast, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from channels.ledger import consent, erasing, queue, statements
from channels.ledger.consequences import Consequences
from channels.ledger.database import Database
from channels.ledger.tables import (
    IN_BEHIND,
    IN_DEAD,
    IN_WAITING,
    OUT_BAD,
    contacts,
    inbound,
    outbound,
)
from channels.messages import AGAIN, HOLDING
from channels.rules import Rule

RuleOf = Callable[[str, int | None], Rule]  # by channel and code


class Way(Enum):
    """Which way a message was to go."""

    OUT = "to a person"
    IN = "from a person"


@dataclass(frozen=True)
class Letter:
    """A message that ended badly. Nothing of it tells a number or a text."""

    way: Way
    id: int
    at: float
    channel: str
    country: str | None
    code: int | None


class Sent(Enum):
    """What came of sending a message again."""

    DONE = "sent again"
    ALREADY = "sent again before"
    GONE = "not sent: its text is deleted already"
    STOPPED = "not sent: the person has opted out since"
    UNSAFE = "not sent: for this error it would harm"


class DeadLetters:
    """The messages that ended badly.

    Args:
        database: where the ledger lives.
        rule_of: what is done about an error.
    """

    def __init__(self, database: Database, rule_of: RuleOf) -> None:
        self._database = database
        self._rule_of = rule_of
        self._consequences = Consequences(database.is_sqlite)
        self._insert: Any = sqlite.insert if database.is_sqlite else postgresql.insert

    async def all(self, most: int) -> list[Letter]:
        """The newest that nothing was sent in place of, and whose text is still there."""

        def work(connection: Connection) -> list[Letter]:
            found = [
                *(_letter(Way.OUT, row) for row in connection.execute(_OUT.limit(most))),
                *(_letter(Way.IN, row) for row in connection.execute(_IN.limit(most))),
            ]
            return sorted(found, key=lambda letter: -letter.at)[:most]

        return await self._database.write(work)

    async def send_again(self, way: Way, number: int) -> Sent:
        """Queue a message once more, or have a message from a person answered once more."""

        def work(connection: Connection) -> Sent:
            return (self._out if way is Way.OUT else self._in)(connection, number)

        return await self._database.write(work)

    def _out(self, connection: Connection, number: int) -> Sent:
        row = connection.execute(
            select(outbound, contacts.c.address_key, contacts.c.address, contacts.c.channel)
            .join_from(outbound, contacts)
            .where(outbound.c.id == number, outbound.c.state.in_(OUT_BAD))
        ).one_or_none()
        refused = _refusal(connection, row)
        if row is None or refused:
            return refused or Sent.GONE
        if not self._rule_of(row.channel, row.error_code).send_again:
            return Sent.UNSAFE
        if connection.execute(_replacement(row.inbound_id, number)).first():
            return Sent.ALREADY
        now = time.time()
        queued = self._consequences.copy(connection, row, f"{AGAIN}{number}", now, now)
        self._database.notify(connection, queue.OUTBOUND)
        return Sent.DONE if queued else Sent.ALREADY

    def _in(self, connection: Connection, number: int) -> Sent:
        # First the contact, as in `receive`: what it would stand behind could end unseen.
        whose = select(inbound.c.contact_id).where(inbound.c.id == number).scalar_subquery()
        connection.execute(select(contacts.c.id).where(contacts.c.id == whose).with_for_update())
        row = connection.execute(
            select(inbound, contacts.c.address_key, contacts.c.address)
            .join_from(inbound, contacts)
            .where(inbound.c.id == number, inbound.c.state == IN_DEAD)
        ).one_or_none()
        refused = _refusal(connection, row)
        if row is None or refused:
            return refused or Sent.GONE
        now = time.time()
        names = ("contact_id", "our_address", "kind", "body", "opt_out_type", "payload", "place")
        behind = {statements.WHO: row.contact_id}
        is_behind = statements.OPEN_OF_CONTACT.first(connection, behind) is not None
        values = {name: row._mapping[name] for name in names} | {
            "provider_id": f"{AGAIN}{number}", "received_at": now, "due_at": now,
            "state": IN_BEHIND if is_behind else IN_WAITING, "lease_until": 0.0, "attempts": 0,
        }  # fmt: skip
        queued = connection.execute(self._insert(inbound).values(values).on_conflict_do_nothing())
        self._database.notify(connection, queue.INBOUND)
        return Sent.DONE if queued.rowcount else Sent.ALREADY


# The states are written out, so that the indexes of them are used.
_later = outbound.alias("later")
_again = inbound.alias("again")
_OUT: Select[Any] = (
    select(
        outbound.c.id, outbound.c.updated_at.label("at"), contacts.c.channel, contacts.c.country,
        outbound.c.error_code,
    )
    .join_from(outbound, contacts)
    .where(
        queue.is_open("outbound", OUT_BAD),
        outbound.c.body.is_not(None),
        outbound.c.purpose != HOLDING,
        ~select(_later.c.id)
        .where(
            _later.c.inbound_id == outbound.c.inbound_id,
            _later.c.id > outbound.c.id,
            _later.c.purpose != HOLDING,
        )
        .exists(),
    )
    .order_by(outbound.c.id.desc())
)  # fmt: skip
_IN: Select[Any] = (
    select(
        inbound.c.id, inbound.c.finished_at.label("at"), contacts.c.channel, contacts.c.country,
        literal(None).label("error_code"),
    )
    .join_from(inbound, contacts)
    .where(
        queue.is_open("inbound", (IN_DEAD,)),
        inbound.c.body.is_not(None),
        ~select(_again.c.id)
        .where(_again.c.provider_id == literal(AGAIN) + cast(inbound.c.id, String))
        .exists(),
    )
    .order_by(inbound.c.id.desc())
)  # fmt: skip


def _letter(way: Way, row: Row[Any]) -> Letter:
    return Letter(way, row.id, row.at, row.channel, row.country, row.error_code)


def _refusal(connection: Connection, row: Row[Any] | None) -> Sent | None:
    if row is None or row.body is None or row.address == erasing.NO_ADDRESS:
        return Sent.GONE
    if consent.has_stopped(connection, row.address_key, row.our_address):
        return Sent.STOPPED
    return None


def _replacement(inbound_id: int, number: int) -> Any:
    return select(_later.c.id).where(
        _later.c.inbound_id == inbound_id, _later.c.id > number, _later.c.purpose != HOLDING
    )
