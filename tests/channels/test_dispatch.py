"""A queue is worked on side by side, past the queue where there is room."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from channels.dispatch import Dispatcher
from tests.channels.house import until

Queue = Dispatcher[int]


@pytest.fixture(autouse=True)
def looks_only_when_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.dispatch.IDLE_SECONDS", 60.0)


class Claims:
    """A queue in memory that counts how often it is asked."""

    def __init__(self) -> None:
        self.waiting: list[int] = []
        self.asked = 0
        self.done: list[int] = []
        self.go = asyncio.Event()

    async def claim(self, limit: int) -> list[int]:
        self.asked += 1
        found, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return found

    async def work(self, item: int) -> None:
        await self.go.wait()
        self.done.append(item)


@contextlib.asynccontextmanager
async def running(claims: Claims, at_once: int) -> AsyncIterator[Queue]:
    queue = Queue(claims.claim, claims.work, at_once)
    task = asyncio.create_task(queue.run())
    await asyncio.sleep(0.01)
    yield queue
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_no_more_than_so_many_are_worked_on_at_once() -> None:
    claims = Claims()
    async with running(claims, 2) as queue:
        assert queue.reserve()
        assert queue.reserve()
        assert not queue.reserve()
        queue.give(1)
        queue.give(None)
        assert queue.reserve()
        queue.give(2)
        claims.go.set()
        await asyncio.sleep(0.01)
        assert claims.done == [1, 2]


async def test_what_was_given_costs_no_look_at_the_queue() -> None:
    claims = Claims()
    claims.go.set()
    async with running(claims, 4) as queue:
        looked = claims.asked
        for item in range(20):
            assert queue.reserve()
            queue.give(item)
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        assert len(claims.done) == 20
        assert claims.asked == looked


async def test_what_gathers_is_claimed_when_there_is_room() -> None:
    claims = Claims()
    async with running(claims, 1) as queue:
        assert queue.reserve()
        queue.give(1)
        claims.waiting = [2, 3]
        queue.wake()
        await asyncio.sleep(0.01)
        assert claims.done == []
        claims.go.set()
        async with asyncio.timeout(10):
            while len(claims.done) < 3:
                await asyncio.sleep(0.01)
        assert claims.done == [1, 2, 3]


async def test_before_it_runs_there_is_no_room() -> None:
    claims = Claims()
    assert not Queue(claims.claim, claims.work, 4).reserve()


async def test_work_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    async def work(item: int) -> None:
        if item < 0:
            raise ValueError(item)
        done.append(item)

    claims = Claims()
    claims.work = work  # type: ignore[method-assign]
    async with running(claims, 2) as queue:
        assert queue.reserve()
        queue.give(-1)
        await asyncio.sleep(0)  # it has failed
        claims.waiting = [-2, 3]
        queue.wake()
        await until(lambda: is_so(done == [3]))
    assert caplog.text.count("work_failed") == 2


async def is_so(fact: bool) -> bool:
    return fact
