"""Twilio's REST APIs for messages and for content templates.

https://www.twilio.com/docs/messaging/api/message-resource
https://www.twilio.com/docs/content/content-api-resources
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from urllib.parse import parse_qsl

from aiohttp import web

from standin import accept, contents, listing, receipts, resource
from standin.errors import RefusedError, is_refusal
from standin.exchange import EXCHANGE, Exchange
from standin.messages import Message

Handler = Callable[[Exchange, web.Request], Awaitable[web.StreamResponse]]

# A client that never gives up is let go after this long.
_LONGEST_HANG_S = 300
_HANG_STEP_S = 0.05


def routes() -> list[web.RouteDef]:
    """Give the paths of the REST API."""
    every = "/2010-04-01/Accounts/{account}/Messages.json"
    one = "/2010-04-01/Accounts/{account}/Messages/{sid}.json"
    content = "/v1/Content/{sid:HX[0-9a-fA-F]{32}}"
    return [
        web.post(every, _guarded(create)),
        web.get(every, _guarded(listed)),
        web.get(one, _guarded(fetch)),
        web.post(one, _guarded(update)),
        web.delete(one, _guarded(delete)),
        web.post("/v1/Content", _guarded(create_content)),
        web.get("/v1/Content", _guarded(list_contents)),
        web.get(content, _guarded(fetch_content)),
        web.delete(content, _guarded(delete_content)),
        web.post(f"{content}/ApprovalRequests/whatsapp", _guarded(approve_content)),
    ]


async def create(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Take a message, or do one of the things that go wrong instead."""
    outcome = exchange.dice.request(exchange.behaviour)
    befalls = int(outcome) if outcome.isdecimal() and outcome != "429" else None
    if outcome == "429":
        raise RefusedError(20429)
    if outcome == "500_before_accept":
        raise RefusedError(20500)
    if befalls is not None and is_refusal(befalls):
        raise RefusedError(befalls)
    form = parse_qsl((await request.read()).decode("utf-8", "replace"), keep_blank_values=True)
    message = accept.message(exchange, form)
    exchange.take(message)
    answer = web.json_response(resource.for_twilio(message, _account(exchange)), status=201)
    fate = accept.fate(exchange, message)
    exchange.start(receipts.deliver(exchange, message, exchange.behaviour, befalls or fate))
    match outcome:
        case "slow":
            await asyncio.sleep(exchange.behaviour.slow_ms / 1000)
        case "half_json_after_accept":
            return web.Response(
                text=str(answer.text)[:40], content_type="application/json", status=201
            )
        case "html_after_accept":
            return web.Response(text="<h1>Hello</h1>", content_type="text/html", status=200)
        case "empty_after_accept":
            return web.Response(status=201)
        case "500_after_accept":
            raise RefusedError(20500)
        case "hang_after_accept":
            await _hang(request)
        case "drop_after_accept" if request.transport:
            request.transport.abort()
    return answer


async def listed(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """List messages, newest first, a page at a time."""
    return web.json_response(listing.page(exchange, request.query, str(request.rel_url)))


async def fetch(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Give one message."""
    message = _find(exchange, request)
    return web.json_response(resource.for_twilio(message, _account(exchange)))


async def update(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Redact a message: an empty body is all that can be given."""
    message = _find(exchange, request)
    form = dict(
        parse_qsl((await request.read()).decode("utf-8", "replace"), keep_blank_values=True)
    )
    if form.get("Body") == "":
        message.body = ""
        exchange.show(message)
    return web.json_response(resource.for_twilio(message, _account(exchange)))


async def delete(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Forget one message."""
    exchange.shelf.remove(_find(exchange, request).sid)
    return web.Response(status=204)


async def create_content(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Take a template."""
    try:
        words = json.loads(await request.read())
    except ValueError:
        raise RefusedError(20001, "the body") from None
    made = exchange.contents.create(words)
    shown = contents.for_twilio(made, _account(exchange), _contents_url(request))
    return web.json_response(shown, status=201)


async def list_contents(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """List templates, a page at a time."""
    size, number = (request.query.get(name, "") for name in ("PageSize", "Page"))
    return web.json_response(
        contents.page(
            exchange.contents,
            _account(exchange),
            _contents_url(request),
            min(max(int(size), 1), 1000) if size.isdecimal() else 50,
            int(number) if number.isdecimal() else 0,
        )
    )


async def fetch_content(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Give one template."""
    found = _content(exchange, request)
    return web.json_response(contents.for_twilio(found, _account(exchange), _contents_url(request)))


async def delete_content(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Forget one template."""
    exchange.contents.remove(_content(exchange, request).sid)
    return web.Response(status=204)


async def approve_content(exchange: Exchange, request: web.Request) -> web.StreamResponse:
    """Approve a template at once; at WhatsApp it takes minutes to days."""
    found = _content(exchange, request)
    if contents.LIST_PICKER in found.types:
        raise RefusedError(20001, contents.LIST_PICKER)
    found.approved = True
    return web.json_response({"name": found.name, "status": "approved"}, status=201)


def _content(exchange: Exchange, request: web.Request) -> contents.Content:
    found = exchange.contents.get(request.match_info["sid"])
    if found is None:
        raise RefusedError(20404, request.path)
    return found


def _contents_url(request: web.Request) -> str:
    return f"{request.url.origin()}/v1/Content"


def _guarded(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Ask for the account's token, wait as long as told to, and answer refusals as Twilio does."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        exchange = request.app[EXCHANGE]
        try:
            _authenticate(exchange, request)
            await asyncio.sleep(exchange.behaviour.latency_ms / 1000)
            return await handler(exchange, request)
        except RefusedError as refused:
            answer = web.json_response(refused.as_json(), status=refused.status)
            if refused.status == 429:
                answer.headers["Retry-After"] = str(exchange.behaviour.retry_after_s)
            if refused.status == 401:
                answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
            return answer

    return guarded


def _authenticate(exchange: Exchange, request: web.Request) -> None:
    settings = exchange.settings
    expected = b64encode(f"{settings.account_sid}:{settings.auth_token}".encode()).decode()
    given = request.headers.get("Authorization", "").removeprefix("Basic ").strip()
    if not compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise RefusedError(20003)
    if request.match_info.get("account", settings.account_sid) != settings.account_sid:
        raise RefusedError(20404, request.path)


def _find(exchange: Exchange, request: web.Request) -> Message:
    message = exchange.shelf.get(request.match_info["sid"])
    if message is None:
        raise RefusedError(20404, request.path)
    return message


def _account(exchange: Exchange) -> str:
    return exchange.settings.account_sid


async def _hang(request: web.Request) -> None:
    """Hold the connection until the client closes it."""
    waited = 0.0
    while request.transport and not request.transport.is_closing() and waited < _LONGEST_HANG_S:
        await asyncio.sleep(_HANG_STEP_S)
        waited += _HANG_STEP_S
