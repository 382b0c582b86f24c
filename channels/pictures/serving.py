"""Serves the pictures to whoever fetches them for a reader: no personal data is in them."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256

from aiohttp import web

from campaign.content import Content
from campaign.live import LiveContent
from channels.pictures import deaths

MAX_AGE_SECONDS = 3600
DRAWINGS: dict[str, Callable[[Content, str, date], bytes]] = {"deaths": deaths.draw}


class Pictures:
    """Draws each picture once for a state of the content.

    Args:
        live: the content.
    """

    def __init__(self, live: LiveContent) -> None:
        self._live = live
        self._of: Content | None = None
        self._drawn = functools.cache(self._draw)

    async def serve(self, request: web.Request) -> web.Response:
        """One picture, by its name and locale."""
        content = self._live.current
        name, locale = request.match_info["name"], request.match_info["locale"]
        if name not in DRAWINGS or locale not in content.languages.locales:
            raise web.HTTPNotFound(text="There is no such picture.")
        if content is not self._of:
            self._drawn = functools.cache(self._draw)
            self._of = content
        body = await asyncio.to_thread(self._drawn, name, locale, datetime.now(UTC).date())
        tag = sha256(body).hexdigest()[:32]
        headers = {"ETag": f'"{tag}"', "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}"}
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type="image/png", headers=headers)

    def _draw(self, name: str, locale: str, today: date) -> bytes:
        return DRAWINGS[name](self._live.current, locale, today)
