"""The campaign's own page as an adapter: no provider between us and the person."""

from __future__ import annotations

from aiohttp import web

from campaign.live import LiveContent
from channels.intake import Intake
from channels.ledger.conversations import Conversations
from channels.settings import Settings
from channels.vault import Vault
from channels.web.capabilities import CAPABILITIES
from channels.web.door import Door
from channels.web.embed import Embed
from channels.web.files import Files
from channels.web.guard import PATH
from channels.web.pages import Pages
from channels.web.provider import Ears, WebProvider
from channels.web.sessions import Sessions

# WebSockets, and forms that wait for their answer: `channels.serving` allows 2,000 connections, and
# some must be left for webhooks.
MOST_OPEN = 1500
MOST_EACH = 6


class WebAdapter:
    """The web chat.

    Args:
        settings: our address, who may frame us, when a session ends.
        vault: marks sessions.
        conversations: what was said.
        live: the content.
    """

    capabilities = CAPABILITIES
    is_stood_in = False

    def __init__(
        self, settings: Settings, vault: Vault, conversations: Conversations, live: LiveContent
    ) -> None:
        self._settings = settings
        self._sessions = Sessions(vault, settings.web_idle_minutes * 60)
        self._conversations = conversations
        self._live = live
        self._ears = Ears(MOST_OPEN, MOST_EACH)
        self._pages: Pages | None = None
        self.provider = WebProvider(self._ears)

    def routes(self, intake: Intake) -> list[web.RouteDef]:
        """The page, its WebSocket, its files, and the script for other sites."""
        door = Door(self._sessions, self._conversations, intake, self._ears, self._live)
        files = Files()
        pages = self._pages = Pages(self._settings, door, files)
        embed = Embed(self._live, self._settings.web_origins)
        return [
            web.get(PATH, pages.show),
            web.post(PATH, pages.take),
            web.get(f"{PATH}/talk", pages.talk),
            web.post(f"{PATH}/leave", pages.leave),
            web.get(f"{PATH}/static/{{name}}", files.serve),
            web.get(f"{PATH}/framed", pages.show_framed),
            web.get(f"{PATH}/embed.js", embed.serve),
        ]

    async def hang_up(self) -> None:
        """Close the WebSockets."""
        if self._pages:
            await self._pages.hang_up()

    async def close(self) -> None:
        """There is no provider to be closed."""
