"""What a sender of a provider promises, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from channels.messages import Outgoing, Receipt
from channels.rules import Remedy

KEEP_TRYING_SECONDS = 4 * 3600.0  # WhatsApp's queue holds as long; later an answer helps nobody


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
        outage: whether the provider serves nobody now, so that the others need not be tried.
    """

    def __init__(
        self, code: int | None = None, retry_after: float | None = None, *, outage: bool = False
    ) -> None:
        super().__init__(f"not sent (code {code})")
        self.code = code
        self.retry_after = retry_after
        self.outage = outage


class Unknown(Exception):
    """Perhaps taken, perhaps not: to be looked up, where that can be, before it is sent again."""


class Refused(Exception):
    """The provider will not take it as it is.

    Args:
        code: the provider's error code, if it gave one.
        remedy: what the error asks of us.
    """

    def __init__(self, code: int | None, remedy: Remedy = Remedy.GIVE_UP) -> None:
        super().__init__(f"refused (code {code})")
        self.code = code
        self.remedy = remedy


class Provider(Protocol):
    """Sends messages."""

    async def send(self, message: Outgoing) -> Accepted:
        """Hand a message over. Raises NotSent, Unknown or Refused."""

    async def find(self, message: Outgoing) -> list[Accepted] | None:
        """Messages that may be this one, as the provider knows them.

        None where the provider cannot be asked. The message is then sent again: a text that comes
        twice does less harm than one that never comes.

        Raises:
            NotSent: it could not be looked up now.
        """

    async def outcome(self, provider_id: str) -> Receipt | None:
        """What has become of a message that was taken.

        None where nothing new is known, or the provider cannot be asked.

        Raises:
            NotSent: it could not be looked up now.
        """
