"""Sends to a web page: what is in the ledger is there already, the page only has to look."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from channels.messages import Outgoing
from channels.sending import Accepted


class Ear:
    """What an open page, or a form that waits for its answer, listens with."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self.is_ended = False

    def wake(self) -> None:
        """There is something new in the ledger."""
        self._woken.set()

    async def listen(self, seconds: float) -> None:
        """Until there is something new, but no longer than so many seconds."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()


class Ears:
    """Who listens in this process, by the contact's address.

    Args:
        most: how many at once.
        most_each: how many at once for one contact.
    """

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._by_address: defaultdict[str, set[Ear]] = defaultdict(set)
        self._number = 0

    @contextmanager
    def open(self, address: str) -> Iterator[Ear | None]:
        """An ear for the length of the block; None if there are too many."""
        if self._number >= self._most or len(self._by_address[address]) >= self._most_each:
            yield None
            return
        ear = Ear()
        self._number += 1
        self._by_address[address].add(ear)
        try:
            yield ear
        finally:
            self._number -= 1
            self._by_address[address].discard(ear)
            if not self._by_address[address]:
                del self._by_address[address]

    def wake(self, address: str) -> None:
        """Tell those of a contact that there is something new."""
        for ear in self._by_address.get(address, ()):
            ear.wake()

    def end(self, address: str) -> None:
        """Tell those of a contact that the conversation has ended."""
        for ear in self._by_address.get(address, ()):
            ear.is_ended = True
            ear.wake()


class WebProvider:
    """Accepts every message, and wakes the pages of its contact.

    Args:
        ears: who listens.
    """

    def __init__(self, ears: Ears) -> None:
        self._ears = ears

    async def send(self, message: Outgoing) -> Accepted:
        """The page reads it from the ledger: now if it is open, else when it is opened."""
        self._ears.wake(message.address)
        return Accepted(provider_id(message.id))

    async def find(self, message: Outgoing) -> list[Accepted]:
        """It is nowhere but in the ledger: sending it again shows it once."""
        return []

    async def outcome(self, provider_id: str) -> None:
        """A page tells nothing of what becomes of a message."""


def provider_id(outbound_id: int) -> str:
    """The id of a message of ours."""
    return f"web-{outbound_id}"
