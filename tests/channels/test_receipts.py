"""Receipts come in any order and repeated: the message ends in the same state."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from channels.gate import Gate
from channels.ledger.database import Database
from channels.ledger.inbox import Inbox
from channels.ledger.outbox import RANK, Outbox
from channels.ledger.replies import Replies
from channels.ledger.tables import outbound
from channels.messages import TEXT, Inbound, Receipt, Rendered
from channels.twilio import webhook
from channels.vault import Vault, new_secret

# What Twilio tells of one message, in the order in which it happens.
# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
LIVES: list[list[tuple[str, int | None]]] = [
    [("queued", None), ("sending", None), ("sent", None), ("delivered", None)],
    [("sent", None), ("delivered", None), ("read", None)],
    [("queued", None), ("sending", None), ("sent", None), ("undelivered", 30003)],
    [("sending", None), ("sent", None), ("undelivered", 30005)],
    [("queued", None), ("failed", 30007)],
    [("sent", None), ("undelivered", 63016), ("failed", 63016)],
    [("accepted", None), ("queued", None), ("canceled", None)],
]


class Ledger:
    """A ledger with a way to make a message that Twilio has accepted."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._database = Database(f"sqlite:///{path}/receipts.db")
        vault = Vault(new_secret())
        self._inbox, self._outbox = Inbox(self._database, vault), Outbox(self._database, vault)
        self._replies = Replies(self._database, vault)
        self._count = itertools.count(1)
        self._loop.run_until_complete(self._database.migrate())

    def ends(self, lived: list[tuple[str, int | None]], acceptance_at: int) -> tuple[Any, ...]:
        """How a message ends whose receipts come so, our own record of its acceptance among them.

        Returns:
            State, code and provider's id; then the purposes of what was queued in its place.
        """
        return self._loop.run_until_complete(self._ends(lived, acceptance_at))

    async def _ends(
        self, lived: list[tuple[str, int | None]], acceptance_at: int
    ) -> tuple[Any, ...]:
        number = next(self._count)
        message = Inbound(f"SM{number}", "sms", f"+62811{number:07}", "+1", TEXT, "halo")
        await self._inbox.receive(message)
        (waiting,) = await self._inbox.claim(1)
        await self._replies.answer(waiting, Rendered("said"))
        (out,) = await self._outbox.claim(1, Gate({}))
        sid = f"OUT{number}"
        for place, (status, code) in enumerate([*lived, ("", None)]):
            if place == acceptance_at:
                await self._outbox.accepted(out, sid, 1)
            if status:
                await self._outbox.record(receipt(sid, status, code, out.id))
        async with self._database.transaction() as connection:
            found = await connection.execute(
                select(outbound).where(outbound.c.contact_id == out.contact_id)
            )
            first, *more = found.all()
        return first.state, first.error_code, first.provider_id == sid, [m.purpose for m in more]

    def close(self) -> None:
        self._loop.run_until_complete(self._database.close())
        self._loop.close()


def receipt(sid: str, status: str, code: int | None, ours: int) -> Receipt:
    """As the adapter reads it from Twilio's form."""
    form = {"MessageSid": sid, "MessageStatus": status, "ErrorCode": str(code or "")}
    found = webhook.read(form, {"id": str(ours)})
    assert isinstance(found, Receipt)
    return found


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    one = Ledger(tmp_path_factory.mktemp("receipts"))
    yield one
    one.close()


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life[-1][0])
def test_every_order_ends_in_the_same_state(
    ledger: Ledger, life: list[tuple[str, int | None]]
) -> None:
    wanted = ledger.ends(life, acceptance_at=0)
    for order in itertools.permutations(life):
        for acceptance_at in (0, len(life)):
            assert ledger.ends(list(order), acceptance_at) == wanted, order


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_order_with_repeats_ends_in_the_same_state(
    ledger: Ledger, data: st.DataObject
) -> None:
    life = data.draw(st.sampled_from(LIVES))
    more = data.draw(st.lists(st.sampled_from(life), max_size=5))
    order = data.draw(st.permutations([*life, *more]))
    acceptance_at = data.draw(st.integers(0, len(order)))
    assert ledger.ends(list(order), acceptance_at) == ledger.ends(life, acceptance_at=0)


def test_no_two_ends_have_the_same_rank() -> None:
    ends = [state for state, rank in RANK.items() if rank > 0]
    assert len({RANK[state] for state in ends}) == len(ends)
