"""The stand-in's own API: write as a telephone, watch, change the behaviour, begin anew."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from standin import addresses, events, inbound, resource
from standin.behaviour import BehaviourError
from standin.exchange import EXCHANGE
from standin.inbound import InboundError


def routes(prefix: str) -> list[web.RouteDef]:
    """Give the control API's paths under a prefix."""
    return [
        web.get(f"{prefix}/messages", messages),
        web.get(f"{prefix}/events", watch),
        web.get(f"{prefix}/settings", settings),
        web.get(f"{prefix}/behaviour", behaviour),
        web.post(f"{prefix}/behaviour", _explained(behave)),
        web.post(f"{prefix}/inbound", _explained(write)),
        web.post(f"{prefix}/reset", _explained(reset)),
    ]


async def messages(request: web.Request) -> web.Response:
    """Give the messages after `since`, both ways, in order; at most the last `limit`."""
    since, limit = request.query.get("since", "0"), request.query.get("limit", "")
    found = request.app[EXCHANGE].shelf.since(int(since) if since.isdecimal() else 0)
    if limit.isdecimal():
        found = found[max(len(found) - int(limit), 0) :]
    return web.json_response({"messages": [resource.for_page(message) for message in found]})


async def watch(request: web.Request) -> web.StreamResponse:
    """Stream what happens: events `message`, `behaviour` and `reset`."""
    return await events.stream(request.app[EXCHANGE].news, request)


async def settings(request: web.Request) -> web.Response:
    """Give what may be known of the settings: our senders, not our token."""
    return web.json_response({"senders": request.app[EXCHANGE].settings.senders()})


async def behaviour(request: web.Request) -> web.Response:
    """Give the behaviour."""
    return web.json_response(request.app[EXCHANGE].behaviour.as_json())


async def behave(request: web.Request) -> web.Response:
    """Change the behaviour: only what the JSON names changes."""
    changed = request.app[EXCHANGE].behave(await _json(request))
    return web.json_response(changed.as_json())


async def write(request: web.Request) -> web.Response:
    """Write as a telephone; answer what the webhook answered.

    With `"wait": false` answer at once. In both cases the call goes on in the background until
    somebody answers or `retry_for_s` is over, even when whoever asked has gone.
    """
    exchange = request.app[EXCHANGE]
    words = await _json(request)
    message = inbound.read(exchange, words)
    retry_for_s = words.get("retry_for_s", 15)
    if not isinstance(retry_for_s, int | float) or not 0 <= retry_for_s <= 3600:
        raise InboundError("retry_for_s is a number of seconds, at most 3600")
    work = exchange.start(inbound.send(exchange, message, words))
    country = addresses.country(message.sender)
    known: dict[str, Any] = {"message_sid": message.sid, "country": country}
    if words.get("wait", True) is False:
        return web.json_response(known, status=202)
    delivery = await asyncio.shield(work)
    answered = delivery.status is not None
    webhook = {"status": delivery.status, "body": delivery.body} if answered else None
    known |= {"webhook": webhook, "attempts": delivery.attempts, "error": delivery.error}
    return web.json_response(known, status=200 if answered else 502)


async def reset(request: web.Request) -> web.Response:
    """Forget everything."""
    await request.app[EXCHANGE].reset()
    return web.json_response({})


def _explained(
    handler: Callable[[web.Request], Awaitable[web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answer 400 with the reason when what was asked makes no sense."""

    async def explained(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except (BehaviourError, InboundError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return explained


async def _json(request: web.Request) -> dict[str, Any]:
    # A page of another site cannot send this type without asking first.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json")
    try:
        words = await request.json()
    except json.JSONDecodeError as error:
        raise InboundError(f"not JSON: {error}") from None
    if not isinstance(words, dict):
        raise InboundError("send one JSON object")
    return words
