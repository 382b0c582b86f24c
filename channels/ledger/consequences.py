"""What follows from a message that did not arrive, in the transaction that records it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.ledger import consent
from channels.ledger.tables import (
    OUT_BAD,
    OUT_QUEUED,
    contacts,
    outbound,
)
from channels.messages import LATER, PLAIN, REOPEN, REPLY
from channels.rules import Remedy
from channels.sending import KEEP_TRYING_SECONDS

LATER_SECONDS = 600.0  # a phone without a signal is soon in reach again, or not for long
# Told in a receipt, so that it certainly did not arrive, and that time may heal.
TIME_HELPS = {Remedy.RETRY, Remedy.SLOW_DOWN, Remedy.LATER, Remedy.LOOK_UP, Remedy.WAIT}


class Consequences:
    """Follows up on messages that did not arrive.

    Args:
        is_sqlite: or else PostgreSQL.
    """

    def __init__(self, is_sqlite: bool) -> None:
        self._insert: Any = sqlite.insert if is_sqlite else postgresql.insert

    def follow(
        self,
        connection: Connection,
        which: ColumnElement[bool],
        remedy: Remedy,
        code: int | None,
        now: float,
    ) -> None:
        """Do what the error asks, once however often it is told.

        Args:
            connection: in the transaction that made the message failed or undelivered.
            which: the one message.
            remedy: what the provider's table says of the code.
            code: the error's.
            now: seconds since 1970.
        """
        row = connection.execute(
            select(outbound, contacts.c.address_key, contacts.c.channel)
            .join_from(outbound, contacts)
            .where(which, outbound.c.state.in_(OUT_BAD))
        ).one_or_none()
        if row is None:
            return
        if remedy is Remedy.OPTED_OUT:
            self._opted_out(connection, row, now)
        elif remedy is Remedy.UNREACHABLE:
            self._unreachable(connection, row, code, now)
        elif remedy is Remedy.REOPEN:
            if row.purpose != REOPEN:
                self.copy(connection, row, REOPEN, now, now, body=None, media=None, offer=None)
        elif now - row.created_at > KEEP_TRYING_SECONDS:  # told so late: an answer helps no more
            return
        elif remedy in TIME_HELPS:
            if row.purpose in {REPLY, PLAIN}:  # a second time it would help no more
                self.copy(connection, row, LATER, now + LATER_SECONDS, now)
        elif remedy is not Remedy.TOO_LATE and (row.media or row.offer):
            self.copy(connection, row, PLAIN, now, now, media=None, offer=None)

    def copy(
        self,
        connection: Connection,
        row: Row[Any],
        purpose: str,
        due_at: float,
        now: float,
        **changed: Any,
    ) -> bool:
        """Queue a message once more, as a row of its own.

        Late and repeated receipts of the first cannot touch it, and the table keeps a second with
        the same purpose out.

        Returns:
            Whether it was queued now; not if its text is deleted already.
        """
        if row.body is None:
            return False
        columns = ("contact_id", "inbound_id", "our_address", "body", "media", "offer")
        values = {name: row._mapping[name] for name in columns} | {
            "purpose": purpose, "state": OUT_QUEUED, "attempts": 0, "created_at": now,
            "due_at": due_at, "lease_until": 0.0, "updated_at": now, **changed,
        }  # fmt: skip
        statement = self._insert(outbound).values(values).on_conflict_do_nothing()
        return bool(connection.execute(statement).rowcount)

    def _opted_out(self, connection: Connection, row: Row[Any], now: float) -> None:
        if not consent.has_stopped(connection, row.address_key, row.our_address):
            consent.record(
                connection, row.contact_id, consent.BLOCKED, row.channel, row.our_address, now
            )

    def _unreachable(
        self, connection: Connection, row: Row[Any], code: int | None, now: float
    ) -> None:
        connection.execute(
            update(contacts)
            .where(contacts.c.id == row.contact_id)
            .values(unreachable_at=now, unreachable_code=code)
        )
