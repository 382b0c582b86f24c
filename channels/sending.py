"""What a sender of a provider promises, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from channels.messages import Outgoing


@dataclass(frozen=True)
class Accepted:
    """The provider has taken a message. `segments` where it says how many it bills."""

    provider_id: str
    segments: int | None = None


class NotSent(Exception):
    """Certainly not taken by the provider: safe to try again.

    Args:
        code: the provider's error code, if it gave one.
        retry_after: seconds that the provider asks to wait; the sender is then held back.
    """

    def __init__(self, code: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"not sent (code {code})")
        self.code = code
        self.retry_after = retry_after


class Unknown(Exception):
    """Perhaps taken, perhaps not: to be looked up before it is sent again."""


class Refused(Exception):
    """The provider will not take it, now or later."""

    def __init__(self, code: int | None, *, opted_out: bool = False, alert: bool = False) -> None:
        super().__init__(f"refused (code {code})")
        self.code = code
        self.opted_out = opted_out
        self.alert = alert


class Provider(Protocol):
    """Sends messages."""

    async def send(self, message: Outgoing) -> Accepted:
        """Hand a message over. Raises NotSent, Unknown or Refused."""

    async def find(self, message: Outgoing) -> list[Accepted]:
        """Messages that may be this one, as the provider knows them. Raises NotSent."""
