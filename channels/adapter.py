"""What an adapter is: one provider's way in and out, and what its channels can show.

An adapter is a package of its own (`channels/twilio`, …) with a parser of what comes in, a
description of its channels, and a sender. The rest of the gateway knows no provider by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from channels.capabilities import Capabilities
from channels.intake import Intake
from channels.sending import Provider


class Adapter(Protocol):
    """One provider's way in and out."""

    @property
    def capabilities(self) -> Mapping[str, Capabilities]:
        """Its channels, by name, and what each can show."""

    @property
    def provider(self) -> Provider:
        """Sends to its channels."""

    @property
    def is_stood_in(self) -> bool:
        """Whether a stand-in plays the provider: it takes whatever comes, however fast."""

    def routes(self, intake: Intake) -> list[web.RouteDef]:
        """Where the provider calls us; what it tells goes to `intake`."""

    async def hang_up(self) -> None:
        """Let go of whoever holds a connection open: the gateway is about to stop."""

    async def close(self) -> None:
        """Close its connections."""
