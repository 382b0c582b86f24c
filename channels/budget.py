"""The daily cap on SMS segments: an alarm before it, and less for strangers above it.

Above the cap contacts from before today are answered as always, and new ones where the answer is
urgent; other messages of new ones end unanswered, for staff to see.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

import structlog

from channels.ledger import spending
from channels.ledger.database import Database
from channels.messages import Waiting

LOOK_SECONDS = 10.0
ALARM_AT = 0.8
OVER_CAP = "daily cap"  # why such a message is left unanswered

log = structlog.get_logger("budget")


class Budget:
    """Knows what was spent today.

    Args:
        database: where it is counted.
        segments: the cap; 0 for none.
        clock: seconds since 1970.
    """

    def __init__(
        self, database: Database, segments: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._cap = segments
        self._clock = clock
        self._spent = 0
        self._told: set[tuple[str, str]] = set()

    async def keep(self) -> None:
        """Look every few seconds, until cancelled."""
        while self._cap:
            try:
                await self.look()
            except Exception as error:  # the database may be away: next time
                log.error("looking_failed", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """See what was spent today; sound the alarm once a day for each mark that is passed."""
        day = spending.today(self._clock())
        self._spent = await self._database.write(partial(spending.segments_on, day=day))
        for event, mark in (("spending_high", ALARM_AT), ("spending_cap_reached", 1.0)):
            if self._spent >= mark * self._cap and (day, event) not in self._told:
                self._told.add((day, event))
                log.error(event, segments=self._spent, cap=self._cap, see="docs/operators.md")

    def withholds(self, message: Waiting, *, urgent: bool) -> bool:
        """Whether a message by SMS is left unanswered today."""
        if not self._cap or urgent or self._spent < self._cap:
            return False
        return spending.today(message.known_since) == spending.today(self._clock())
