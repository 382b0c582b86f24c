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
        work: deals with one; it must not raise.
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

    def wake(self) -> None:
        """Something has been put into the queue."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        running: set[asyncio.Task[None]] = set()

        def ended(task: asyncio.Task[None]) -> None:
            running.discard(task)
            self._wake.set()  # the next message of the same contact may be free now

        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                for item in await self._try_claim(self._at_once - len(running)):
                    task = group.create_task(self._one(item))
                    running.add(task)
                    task.add_done_callback(ended)
                await self._sleep()

    async def _one(self, item: Item) -> None:
        await self._work(item)

    async def _try_claim(self, free: int) -> list[Item]:
        if free <= 0:
            return []
        try:
            return await self._claim(free)
        except Exception as error:  # the database may be away: keep at it
            log.error("claim_failed", error=type(error).__name__)
            return []

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass
