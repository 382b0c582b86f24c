"""Sends calls that have gathered in one request.

A call that comes while nothing is on its way leaves at once, alone. Those that come while others
are on their way leave together: under load many share the price of one request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from channels.futures import settle


class _Call[What, Answer](NamedTuple):
    what: What
    answer: asyncio.Future[Answer]


class Together[What, Answer]:
    """Calls of one server.

    Args:
        send: makes one request for several calls; gives for each, in order, its answer or its
            error, or raises for all of them.
        most: calls a request.
        at_once: requests on their way side by side.
    """

    def __init__(
        self,
        send: Callable[[Sequence[What]], Awaitable[Sequence[Answer | Exception]]],
        most: int = 16,
        at_once: int = 2,
    ) -> None:
        self._send = send
        self._most = most
        self._at_once = at_once
        self._waiting: list[_Call[What, Answer]] = []
        self._busy = 0  # requests on their way
        self._tasks: set[asyncio.Task[None]] = set()  # else nothing holds them

    async def call(self, what: What) -> Answer:
        """The answer to one call. Raises what `send` raised or gave for it."""
        one = _Call[What, Answer](what, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        if self._busy < self._at_once:
            self._busy += 1
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await one.answer

    async def _work(self) -> None:
        try:
            await self._send_all()
        finally:
            # Now, not when the task has ended: a call that came between would wait for ever.
            self._busy -= 1

    async def _send_all(self) -> None:
        while self._waiting:
            calls = self._waiting[: self._most]
            del self._waiting[: self._most]
            answers: Sequence[Answer | Exception]
            try:
                answers = await self._send([one.what for one in calls])
            except Exception as error:
                answers = [error] * len(calls)
            for one, answer in zip(calls, answers, strict=True):
                settle(one.answer, answer)
