"""What a message costs when one person has written a thousand, beside a thousand people with one.

`uv run python -m benchmarks.backlog`: stored, claimed and finished in the gateway's own ledger, on
SQLite; milliseconds a message, and their ratio.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable

from channels.ledger.database import Database
from channels.ledger.inbox import Inbox
from channels.ledger.replies import Replies
from channels.messages import SMS, TEXT, Inbound, Rendered
from channels.vault import Vault, new_secret

MESSAGES = 1000
AT_ONCE = 16


async def main() -> None:
    """Measure both and print."""
    crowd = await _measure(lambda number: f"+62811{number:07}")
    one = await _measure(lambda _: "+628110000000")
    print(f"a thousand people {crowd:.2f} ms, one person {one:.2f} ms, ratio {one / crowd:.2f}")


async def _measure(sender: Callable[[int], str]) -> float:
    with tempfile.TemporaryDirectory(prefix="suar-backlog-") as folder:
        database, vault = Database(f"sqlite:///{folder}/ledger.db"), Vault(new_secret())
        await database.migrate()
        inbox, replies = Inbox(database, vault), Replies(database, vault)
        began = time.process_time()
        for number in range(MESSAGES):
            message = Inbound(f"SM{number}", SMS, sender(number), "+15005550006", TEXT, "hello")
            await inbox.receive(message)
        done = 0
        while done < MESSAGES:
            for waiting in await inbox.claim(AT_ONCE):
                await replies.answer(waiting, Rendered("an answer"))
                done += 1
        took = time.process_time() - began
        await database.close()
    return 1000 * took / MESSAGES


asyncio.run(main())
