"""Works a queue: claims what is due, works on many at once, sleeps when there is nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

IDLE_SECONDS = 1.0  # how often the queue is looked at when nothing wakes us

log = structlog.get_logger("dispatch")


class Dispatcher[Item]:
    """Runs `work` on whatever `claim` gives.

    Args:
        claim: takes up to so many items off the queue.
        work: deals with one. If it raises, nobody gets the item before its lease is over.
        at_once: how many are worked on side by side.
    """

    def __init__(
        self,
        claim: Callable[[int], Awaitable[list[Item]]],
        work: Callable[[Item], Awaitable[None]],
        at_once: int,
    ) -> None:
        self._claim = claim
        self._work = work
        self._at_once = at_once
        self._wake = asyncio.Event()
        self._busy = 0  # items worked on, and slots that are reserved
        self._gathered = True  # something may wait in the queue
        self._group: asyncio.TaskGroup | None = None

    def wake(self) -> None:
        """Something has been put into the queue."""
        self._gathered = True
        self._wake.set()

    def reserve(self) -> bool:
        """Keep a slot for an item that is about to come. Whoever gets one must call `give`."""
        if self._group is None or self._busy >= self._at_once:
            return False
        self._busy += 1
        return True

    def give(self, item: Item | None) -> None:
        """Work on an item in the reserved slot, past the queue; None gives the slot back."""
        if item is None or self._group is None:
            self._ended()
        else:
            self._start(item)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as self._group:
            while True:
                self._wake.clear()
                for item in await self._try_claim(self._at_once - self._busy):
                    self._busy += 1
                    self._start(item)
                await self._sleep()

    def _start(self, item: Item) -> None:
        assert self._group is not None  # noqa: S101 - for the type checker
        task = self._group.create_task(self._one(item))
        task.add_done_callback(lambda _: self._ended())

    def _ended(self) -> None:
        self._busy -= 1
        if self._gathered:
            self._wake.set()  # there is room, and the contact's next message may be free now

    async def _one(self, item: Item) -> None:
        try:
            await self._work(item)
        except Exception as error:  # it must not end the work on all others
            log.exception("work_failed", error=type(error).__name__)

    async def _try_claim(self, free: int) -> list[Item]:
        if free <= 0:
            return []
        try:
            claimed = await self._claim(free)
        except Exception as error:  # the database may be away: keep at it
            log.error("claim_failed", error=type(error).__name__)
            return []
        if not claimed and not self._busy:
            self._gathered = False
        return claimed

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass
