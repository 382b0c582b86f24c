"""News for whoever watches: server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from aiohttp import web

# A watcher that has fallen this far behind is let go; it reads everything anew when it is back.
_BEHIND = 5000
_HEARTBEAT_S = 15.0


class News:
    """Hands each event to every watcher."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[bytes | None]] = set()

    def is_watched(self) -> bool:
        """Tell whether anybody would hear."""
        return bool(self._watchers)

    def tell(self, event: str, data: Any) -> None:
        """Send one event to all who watch."""
        line = f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
        for watcher in list(self._watchers):
            if watcher.qsize() >= _BEHIND:
                self._watchers.discard(watcher)
                watcher.put_nowait(None)
            else:
                watcher.put_nowait(line)

    def close(self) -> None:
        """Let every watcher go."""
        for watcher in self._watchers:
            watcher.put_nowait(None)

    @contextmanager
    def watch(self) -> Iterator[asyncio.Queue[bytes | None]]:
        """Give a queue of events; None is the end."""
        watcher: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)


async def stream(news: News, request: web.Request) -> web.StreamResponse:
    """Answer one watcher until it leaves or the stand-in stops."""
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    # Tells a reverse proxy not to hold events back.
    response = web.StreamResponse(headers=headers | {"X-Accel-Buffering": "no"})
    with news.watch() as events, suppress(ConnectionError):
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        while True:
            try:
                line = await asyncio.wait_for(events.get(), _HEARTBEAT_S)
            except TimeoutError:
                line = b": still here\n\n"
            if line is None:
                break
            await response.write(line)
    return response
