"""Serves HTTP, and cuts off clients that are slow on purpose.

aiohttp bounds lines, headers and bodies, but waits without end for a request's first line, its
headers and its body: a few hundred connections that trickle would keep everybody else out.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial
from typing import cast

from aiohttp import web

HEAD_SECONDS = 20.0  # for a request's line and headers, and between two requests
KEPT_ALIVE_SECONDS = 15.0  # an idle client is shown out before it is cut off
LINGERING_SECONDS = 2.0  # for the rest of a body that nobody wants
BODY_SECONDS = 20.0  # for a whole body: of a webhook a few kilobytes
UPLOAD_SECONDS = 120.0  # for a form with files, its handling included
MAX_CONNECTIONS = 2000
MAX_LINE = 8190  # bytes
MAX_HEADERS = 64
SHUTDOWN_SECONDS = 5.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SlowClients:
    """Knows which connections have no request at work, and since when.

    Args:
        head_seconds: how long a connection may be without a whole request.
        most: connections at once; further ones are closed.
    """

    def __init__(self, head_seconds: float = HEAD_SECONDS, most: int = MAX_CONNECTIONS) -> None:
        self._head_seconds = head_seconds
        self._most = most
        self._open: dict[asyncio.BaseProtocol, asyncio.Transport] = {}
        # Those without a request at work, with the time from which on; the longest come first.
        self._since: dict[asyncio.BaseProtocol, float] = {}
        # One for all, or each request would set its own.
        self._timer: asyncio.TimerHandle | None = None

    def opened(self, protocol: asyncio.BaseProtocol, transport: asyncio.Transport) -> None:
        """A client has connected."""
        self._open[protocol] = transport
        if len(self._open) > self._most:
            transport.abort()
        else:
            self._wait(protocol)

    def closed(self, protocol: asyncio.BaseProtocol) -> None:
        """A client is gone."""
        self._open.pop(protocol, None)
        self._since.pop(protocol, None)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Take the body in time, and let the clock stand while a request is at work."""
        self._since.pop(request.protocol, None)
        try:
            return await _in_time(request, handler)
        finally:
            if request.protocol in self._open:
                self._wait(request.protocol)

    def _wait(self, protocol: asyncio.BaseProtocol) -> None:
        loop = asyncio.get_running_loop()
        self._since.pop(protocol, None)
        self._since[protocol] = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(self._head_seconds, self._cut)

    def _cut(self) -> None:
        """Cut off whoever has taken too long, and look again when the next will have."""
        self._timer = None
        loop = asyncio.get_running_loop()
        for protocol, since in list(self._since.items()):
            left = since + self._head_seconds - loop.time()
            if left > 0:
                self._timer = loop.call_later(left, self._cut)
                return
            del self._since[protocol]
            self._open[protocol].abort()


async def _in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not request.can_read_body or request.content.is_eof():  # all of it is here
        return await handler(request)
    try:
        if request.content_type.startswith("multipart/"):  # read by its handler, part by part
            async with asyncio.timeout(UPLOAD_SECONDS):
                return await handler(request)
        async with asyncio.timeout(BODY_SECONDS):
            await request.read()  # and kept: the handler has it at once
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="Too slow.") from None
    return await handler(request)


class _Watched(asyncio.Protocol):
    """aiohttp's protocol for a connection, whose beginning and end are told."""

    def __init__(self, handler: asyncio.Protocol, slow: SlowClients) -> None:
        self._handler = handler
        self._slow = slow
        self.data_received = handler.data_received  # type: ignore[method-assign]
        self.eof_received = handler.eof_received  # type: ignore[method-assign]
        self.pause_writing = handler.pause_writing  # type: ignore[method-assign]
        self.resume_writing = handler.resume_writing  # type: ignore[method-assign]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._handler.connection_made(transport)
        self._slow.opened(self._handler, cast(asyncio.Transport, transport))

    def connection_lost(self, error: Exception | None) -> None:
        self._slow.closed(self._handler)
        self._handler.connection_lost(error)


async def serve(
    app: web.Application, host: str, port: int, *, reuse_port: bool, slow: SlowClients
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        app: with `slow.middleware` as its outermost.
        host, port: where to listen.
        reuse_port: whether several processes share the port.
        slow: what cuts slow clients off.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=SHUTDOWN_SECONDS,
        keepalive_timeout=KEPT_ALIVE_SECONDS,
        lingering_time=LINGERING_SECONDS,
        max_line_size=MAX_LINE,
        max_field_size=MAX_LINE,
        max_headers=MAX_HEADERS,
    )
    await runner.setup()
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    try:
        server = await loop.create_server(
            partial(_accept, runner, slow), host, port, reuse_port=reuse_port, backlog=128
        )
        try:
            await stopped.wait()
        finally:
            server.close()
    finally:
        await runner.cleanup()


def _accept(runner: web.AppRunner, slow: SlowClients) -> asyncio.Protocol:
    assert runner.server is not None  # noqa: S101 - it is set up
    return _Watched(runner.server(), slow)
