"""Demo only: hands `/simulator` on to the stand-in for Twilio, so that one address serves all."""

from __future__ import annotations

import aiohttp
from aiohttp import web

PASSED_ON = ("Content-Type", "Cache-Control", "Content-Security-Policy")
MAX_BODY = 64 * 1024


def routes(standin_url: str) -> list[web.RouteDef]:
    """The routes; `standin_url` is the stand-in's base address."""

    async def proxy(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(
                    request.method,
                    f"{standin_url}{request.raw_path}",
                    data=body or None,
                    headers={"Content-Type": request.content_type} if body else None,
                ) as answer,
            ):
                return await _pass_on(request, answer)
        except aiohttp.ClientConnectorError:
            raise web.HTTPBadGateway(text="The stand-in for Twilio is not running.") from None

    return [
        web.get("/simulator", proxy),
        web.route("*", "/simulator/{rest:.*}", proxy),
    ]


async def _pass_on(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    headers = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
    response = web.StreamResponse(status=answer.status, headers=headers)
    await response.prepare(request)
    try:
        async for chunk in answer.content.iter_any():  # events are passed on as they come
            await response.write(chunk)
        await response.write_eof()
    except (ConnectionError, aiohttp.ClientError):
        pass  # the page was closed, or the stand-in stopped
    return response
