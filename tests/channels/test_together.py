"""Calls that gather while others are on their way leave in one request; each gets its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from channels.together import Together


class Server:
    """Doubles numbers; answers when it is let. 13 fails, and a request with 666 as a whole."""

    def __init__(self) -> None:
        self.requests: list[list[int]] = []
        self.open = asyncio.Event()

    async def send(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.requests.append(list(numbers))
        await self.open.wait()
        if 666 in numbers:
            raise ConnectionError
        return [ValueError(number) if number == 13 else 2 * number for number in numbers]


async def started(together: Together[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    """The calls, each begun before the next."""
    calls = []
    for number in numbers:
        calls.append(asyncio.create_task(together.call(number)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return calls


async def test_a_lone_call_leaves_at_once() -> None:
    server = Server()
    server.open.set()
    together = Together(server.send)
    assert [await together.call(number) for number in (1, 2, 3)] == [2, 4, 6]
    assert server.requests == [[1], [2], [3]]


async def test_what_gathers_while_requests_are_on_their_way_leaves_together_in_order() -> None:
    server = Server()
    calls = await started(Together(server.send, most=3, at_once=1), *range(8))
    assert server.requests == [[0]]
    server.open.set()
    assert await asyncio.gather(*calls) == [2 * number for number in range(8)]
    assert server.requests == [[0], [1, 2, 3], [4, 5, 6], [7]]


async def test_no_more_requests_than_allowed_are_on_their_way() -> None:
    server = Server()
    calls = await started(Together(server.send, at_once=2), *range(9))
    assert server.requests == [[0], [1]]
    server.open.set()
    await asyncio.gather(*calls)
    assert len(server.requests) == 3


@pytest.mark.parametrize("at_once", [1, 2])
async def test_whoever_calls_again_as_soon_as_it_is_answered_is_answered_again(
    at_once: int,
) -> None:
    server = Server()
    server.open.set()
    together = Together(server.send, most=3, at_once=at_once)

    async def caller(first: int) -> list[int]:
        return [await together.call(number) for number in range(first, first + 10)]

    async with asyncio.timeout(10):
        found = await asyncio.gather(*(caller(100 * number) for number in range(1, 6)))
    assert found[0] == [2 * number for number in range(100, 110)]


async def test_an_error_reaches_the_call_that_it_is_for() -> None:
    server = Server()
    calls = await started(Together(server.send, at_once=1), 1, 2, 13, 3)
    server.open.set()
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert [found[place] for place in (0, 1, 3)] == [2, 4, 6]
    assert isinstance(found[2], ValueError)


async def test_a_request_that_fails_fails_for_its_calls_only() -> None:
    server = Server()
    together = Together(server.send, most=2, at_once=1)
    calls = await started(together, 1, 666, 2, 3, 4)
    server.open.set()
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(one) for one in found] == [int, ConnectionError, ConnectionError, int, int]
    assert await together.call(5) == 10


async def test_whoever_does_not_wait_any_more_disturbs_nobody() -> None:
    server = Server()
    calls = await started(Together(server.send, at_once=1), 1, 2, 3)
    calls[1].cancel()
    server.open.set()
    assert await calls[0] == 2
    assert await calls[2] == 6
    with pytest.raises(asyncio.CancelledError):
        await calls[1]
