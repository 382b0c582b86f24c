"""A message that the provider turned out not to have is ours for a whole new attempt."""

from __future__ import annotations

import time

from channels.gate import Gate
from channels.ledger.database import Database
from channels.ledger.inbox import Inbox
from channels.ledger.outbox import LEASE_SECONDS, Outbox
from channels.ledger.replies import Replies
from channels.messages import TEXT, Inbound, Outgoing, Receipt, Rendered
from channels.vault import Vault, new_secret


async def in_doubt(database: Database) -> tuple[Outbox, Outgoing]:
    """A message, claimed again after an attempt of unknown outcome."""
    await database.migrate()
    vault = Vault(new_secret())
    inbox, outbox = Inbox(database, vault), Outbox(database, vault)
    await inbox.receive(Inbound("SM1", "sms", "+628110000001", "+1", TEXT, "halo"))
    (waiting,) = await inbox.claim(1)
    await Replies(database, vault).answer(waiting, Rendered("said"))
    (first,) = await outbox.claim(1, Gate({}))
    await outbox.doubt(first, -1.0, None)
    (again,) = await outbox.claim(1, Gate({}))
    assert again.unsure
    return outbox, again


async def test_its_lease_begins_anew(database_url: str) -> None:
    database = Database(database_url)
    outbox, claimed = await in_doubt(database)
    before = time.time()
    again = await outbox.restart(claimed)
    assert again is not None
    assert before <= again.lease_until - LEASE_SECONDS <= time.time()
    await outbox.accepted(again, "OUT1", 1)  # under the new lease
    assert await outbox.known(["OUT1"]) == {"OUT1"}
    await database.close()


async def test_a_receipt_that_came_meanwhile_ends_the_attempt(database_url: str) -> None:
    database = Database(database_url)
    outbox, claimed = await in_doubt(database)
    await outbox.record(Receipt("OUT1", "sent", claimed.id))
    assert await outbox.restart(claimed) is None
    await database.close()
