"""Remembers what was seen last, so many and no more."""

from __future__ import annotations

from collections import OrderedDict


class Recent:
    """A set that forgets its oldest members.

    Args:
        most: how many it holds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._members: OrderedDict[str, None] = OrderedDict()

    def add(self, member: str) -> None:
        """Remember it; whatever is the oldest goes if there are too many."""
        self._members[member] = None
        if len(self._members) > self._most:
            self._members.popitem(last=False)

    def __contains__(self, member: str) -> bool:
        return member in self._members
