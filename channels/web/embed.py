"""The script that puts the chat on another site: `<script src="…/chat/embed.js" defer>`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from aiohttp import web

from campaign.content import Reader
from campaign.live import LiveContent
from campaign.topics import CHAT
from channels.web import wording

SCRIPT = Path(__file__).parent / "embed.js"
MAX_AGE_SECONDS = 3600


class Embed:
    """Serves the script, with the button's words in every language.

    Args:
        live: whose words they are.
        sites: which sites may show the chat; without any there is no script.
    """

    def __init__(self, live: LiveContent, sites: tuple[str, ...]) -> None:
        self._live = live
        self._sites = sites
        self._script = SCRIPT.read_text(encoding="utf-8")

    async def serve(self, request: web.Request) -> web.Response:
        """The script."""
        if not self._sites:
            raise web.HTTPNotFound(text="SUAR_WEB_SITES names no site.")
        body = self._script.replace("TITLES", json.dumps(self._titles(), ensure_ascii=False), 1)
        tag = f'"{sha256(body.encode()).hexdigest()[:32]}"'
        headers = {
            "ETag": tag,
            "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
            "X-Content-Type-Options": "nosniff",
        }
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        response = web.Response(text=body, content_type="text/javascript", headers=headers)
        response.enable_compression()
        return response

    def _titles(self) -> dict[str, str]:
        content, today = self._live.current, datetime.now(UTC).date()
        return {
            wording.bcp47(locale): content.reply("web_title", Reader(locale, None, CHAT), today)
            for locale in content.languages.locales
        }
