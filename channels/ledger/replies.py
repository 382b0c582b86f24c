"""Replies: the answer to a message and the message's end, in one transaction."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, update

from channels.ledger import erasing, queue, statements
from channels.ledger.consent import DELETE, NOTICE, record
from channels.ledger.database import Database
from channels.ledger.outbox import LEASE_SECONDS
from channels.ledger.sealed_offer import seal_offer
from channels.ledger.statements import Inserts
from channels.ledger.tables import (
    IN_DEAD,
    IN_DONE,
    IN_OPEN,
    OUT_QUEUED,
    OUT_SENDING,
    contacts,
    inbound,
)
from channels.messages import HOLDING, REPLY, Outgoing, Part, Rendered, Waiting
from channels.vault import Vault


class Answered(NamedTuple):
    """Whether a message was finished, and its reply if that was claimed for sending.

    `next_waits` says that a later message of the contact has moved up.
    """

    done: bool
    outgoing: Outgoing | None = None
    next_waits: bool = False


class Replies:
    """Finishes messages.

    Args:
        database: where the ledger lives.
        vault: seals what is stored.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._inserts = Inserts(database.is_sqlite)

    async def answer(
        self,
        message: Waiting,
        rendered: Rendered | None,
        *,
        locale: str | None = None,
        country: str | None = None,
        choices: Sequence[str] = (),
        consent: str | None = None,
        noticed: bool = False,
        error: str | None = None,
        media: str | None = None,
        send: bool = False,
    ) -> Answered:
        """Finish a message: its reply, what was learnt of the contact and its end, all at once.

        Args:
            message: as claimed.
            rendered: the reply; None for none.
            locale, country, choices: remembered for the contact where given.
            consent: what the person wishes of the service (`channels.ledger.consent`), recorded
                and followed where given.
            noticed: whether the reply tells who answers and what is kept.
            media: the path of the picture that goes with the reply.
            error: why the reply is only an apology; the message then ends dead, for staff to see.
            send: whether the caller can send the reply at once. It is then claimed in the same
                transaction, unless an earlier one to the contact is still open.

        Returns:
            Not `done` if the lease was over and another has taken the message: nothing is changed.
        """
        now = time.time()
        rest = self._seal_rest(rendered.rest) if rendered and rendered.rest else None
        reply = self._reply(message, rendered, media, now) if rendered else None

        def work(connection: Connection) -> Answered:
            self._lock(connection, message.contact_id)
            ended = statements.FINISH.change(
                connection,
                {
                    statements.WHICH: message.id,
                    statements.LEASE: message.lease_until,
                    "state": IN_DEAD if error else IN_DONE,
                    "finished_at": now,
                    "error": error,
                },
            )
            if not ended:
                return Answered(False)
            self._learn(connection, message, locale, country, choices, rest)
            for event in (consent, NOTICE if noticed else None):
                if event:
                    self._wish(connection, message, event, now)
            next_waits = self._move_up(connection, message)
            leaving = message.leaving or consent == DELETE
            if rendered is None or reply is None:
                if leaving:
                    erasing.finish(connection, message.contact_id)
                return Answered(True, None, next_waits)
            claimed = self._queue(connection, message, reply, send)
            outgoing = self._outgoing(message, claimed, rendered, media, now)
            return Answered(True, outgoing and replace(outgoing, leaving=leaving), next_waits)

        return await self._database.write(work)

    def _learn(
        self,
        connection: Connection,
        message: Waiting,
        locale: str | None,
        country: str | None,
        choices: Sequence[str],
        rest: bytes | None,
    ) -> None:
        """Remember of the contact what its message and the reply have told."""
        if locale not in {None, message.locale} or country not in {None, message.country}:
            told = {statements.WHO: message.contact_id, "locale": locale, "country": country}
            statements.LEARN.change(connection, told)
        if choices:
            offered = {statements.WHO: message.contact_id, "choices": list(choices)}
            statements.LEARN_CHOICES.change(connection, offered)
        if rest or message.rest:
            left = {statements.WHO: message.contact_id, "rest": rest}
            statements.LEARN_REST.change(connection, left)

    def _seal_rest(self, parts: Sequence[Part]) -> bytes:
        return self._vault.seal(json.dumps([(part.text, part.choices) for part in parts]))

    def _reply(
        self, message: Waiting, rendered: Rendered, media: str | None, now: float
    ) -> dict[str, Any]:
        offer = seal_offer(self._vault, rendered.offer)
        return _row(message, REPLY, self._vault.seal(rendered.text), now, media, offer)

    def _outgoing(
        self,
        message: Waiting,
        claimed: int | None,
        rendered: Rendered,
        media: str | None,
        now: float,
    ) -> Outgoing | None:
        """The reply as the sender takes it, if it was claimed for sending."""
        if claimed is None:
            return None
        return Outgoing(
            id=claimed,
            contact_id=message.contact_id,
            channel=message.channel,
            address=self._vault.open(message.address),
            our_address=message.our_address,
            text=rendered.text,
            attempts=0,
            created_at=now,
            started_at=now,
            lease_until=now + LEASE_SECONDS,
            unsure=False,
            media=media,
            offer=rendered.offer,
            locale=message.locale,
            inbound_id=message.id,
        )

    async def hold(self, message: Waiting, text: str) -> None:
        """Queue a text that says an answer will follow, once for all that a contact waits for."""
        now = time.time()
        reply = _row(message, HOLDING, self._vault.seal(text), now)

        def work(connection: Connection) -> None:
            self._lock(connection, message.contact_id)
            still_open = connection.execute(
                update(inbound)
                .where(
                    inbound.c.contact_id == message.contact_id, queue.is_open("inbound", IN_OPEN)
                )
                .values(holding_at=now)
            )
            if still_open.rowcount:  # else it was answered just now
                self._queue(connection, message, reply)

        await self._database.write(work)

    def _lock(self, connection: Connection, contact_id: str) -> None:
        # Always the contact first, as in `receive`: two orders would end in a deadlock.
        if not self._database.is_sqlite:  # which has one writer anyway
            statements.LOCK_CONTACT.first(connection, {statements.WHO: contact_id})

    def _move_up(self, connection: Connection, message: Waiting) -> bool:
        moved = statements.MOVE_UP.change(connection, {statements.WHO: message.contact_id})
        if moved:
            self._database.notify(connection, queue.INBOUND)
        return bool(moved)

    def _wish(self, connection: Connection, message: Waiting, event: str, now: float) -> None:
        who = message.contact_id
        record(connection, who, event, message.channel, message.our_address, now)
        if event == DELETE:
            erasing.begin(connection, who, message.id, now)
        elif event == NOTICE:
            noticed = {"noticed_at": now}
            connection.execute(update(contacts).where(contacts.c.id == who).values(noticed))

    def _queue(
        self,
        connection: Connection,
        message: Waiting,
        reply: dict[str, Any],
        send: bool = False,
    ) -> int | None:
        """Queue a message. Returns its id if it is claimed for sending."""
        send = send and not self._has_unsent(connection, message.contact_id)
        if send:
            now = reply["created_at"]
            claim = {"state": OUT_SENDING, "started_at": now, "lease_until": now + LEASE_SECONDS}
            reply = reply | claim
        inserted: int | None = self._inserts.outbound.scalar(connection, reply)
        if inserted is not None and not send:
            self._database.notify(connection, queue.OUTBOUND)
        return inserted if send else None

    def _has_unsent(self, connection: Connection, contact_id: str) -> bool:
        who = {statements.WHO: contact_id}
        return statements.UNSENT_OF_CONTACT.first(connection, who) is not None


def _row(
    message: Waiting,
    purpose: str,
    body: bytes,
    now: float,
    media: str | None = None,
    offer: bytes | None = None,
) -> dict[str, Any]:
    """A message to be queued."""
    return {
        "contact_id": message.contact_id,
        "inbound_id": message.id,
        "purpose": purpose,
        "our_address": message.our_address,
        "body": body,
        "media": media,
        "offer": offer,
        "state": OUT_QUEUED,
        "attempts": 0,
        "created_at": now,
        "due_at": now,
        "started_at": None,
        "lease_until": 0.0,
        "updated_at": now,
    }
