"""The stand-in put together."""

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from standin import control, pages, rest
from standin.exchange import EXCHANGE, Exchange
from standin.settings import Settings


def create(settings: Settings | None = None) -> web.Application:
    """Give the application: Twilio's REST API, the control API, and the page."""
    chosen = settings or Settings()
    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes(rest.routes())
    app.add_routes(control.routes("/standin"))
    app.add_routes(control.routes("/simulator/api"))
    app.add_routes(pages.routes())

    async def exchange(app: web.Application) -> AsyncIterator[None]:
        # A new connection for each call, so that one that fails means the webhook is away.
        connector = aiohttp.TCPConnector(limit=200, force_close=not chosen.keep_connections)
        async with aiohttp.ClientSession(connector=connector) as session:
            app[EXCHANGE] = Exchange(chosen, session)
            yield
            await app[EXCHANGE].stop()

    async def let_watchers_go(app: web.Application) -> None:
        app[EXCHANGE].news.close()

    app.cleanup_ctx.append(exchange)
    app.on_shutdown.append(let_watchers_go)
    return app
