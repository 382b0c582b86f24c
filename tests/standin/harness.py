"""A webhook that writes down what it is sent, and short ways to speak to a stand-in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import BasicAuth, test_utils, web
from twilio.request_validator import RequestValidator

from standin.settings import Settings

PHONE = "+628555550101"
PUBLIC_URL = "https://suar.example"


@dataclass
class Call:
    """One request the webhook got."""

    path: str
    form: dict[str, str]
    headers: dict[str, str]
    port: int  # of the caller: the same for calls over one connection

    def is_signed(self, settings: Settings) -> bool:
        validator = RequestValidator(settings.auth_token)
        signature = self.headers.get("X-Twilio-Signature", "")
        return bool(validator.validate(PUBLIC_URL + self.path, self.form, signature))


@dataclass
class Webhook:
    """A service that answers every webhook and remembers it."""

    calls: list[Call] = field(default_factory=list)
    status: int = 200
    then: Callable[[Call], Awaitable[None]] | None = None

    def to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    async def handle(self, request: web.Request) -> web.Response:
        raw = (await request.read()).decode()
        form = dict(parse_qsl(raw, keep_blank_values=True))
        assert request.transport
        port = request.transport.get_extra_info("peername")[1]
        call = Call(str(request.rel_url), form, dict(request.headers), port)
        self.calls.append(call)
        if self.then and request.path == "/twilio/message":
            await self.then(call)
        return web.Response(text="<Response/>", content_type="text/xml", status=self.status)

    def server(self, port: int | None = None) -> test_utils.TestServer:
        application = web.Application()
        application.router.add_post("/twilio/{kind}", self.handle)
        return test_utils.TestServer(application, port=port)


class Standin:
    """A running stand-in, and short ways to speak to it."""

    def __init__(
        self, url: str, settings: Settings, webhook: Webhook, session: aiohttp.ClientSession
    ) -> None:
        self.url, self.settings, self.webhook, self.session = url, settings, webhook, session
        self.auth = BasicAuth(settings.account_sid, settings.auth_token)
        self.path = f"/2010-04-01/Accounts/{settings.account_sid}/Messages"

    async def send(self, **fields: str) -> tuple[int, dict[str, Any]]:
        form = {"To": PHONE, "From": self.settings.sms_from, "Body": "Hello"} | fields
        form = {name: value for name, value in form.items() if value is not None}
        return await self.rest("POST", f"{self.path}.json", data=form)

    async def rest(self, method: str, path: str, **more: Any) -> tuple[int, dict[str, Any]]:
        url = self.url + path
        async with self.session.request(method, url, **({"auth": self.auth} | more)) as answer:
            return answer.status, await answer.json() if answer.status != 204 else {}

    async def post(self, name: str, **words: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.post(f"{self.url}/standin/{name}", json=words) as answer:
            return answer.status, await answer.json()

    async def write(self, body: str = "Hi", **words: Any) -> tuple[int, dict[str, Any]]:
        return await self.post("inbound", **({"from": PHONE, "body": body} | words))

    async def behave(self, **words: Any) -> None:
        status, answer = await self.post("behaviour", **words)
        assert status == 200, answer

    async def messages(self, since: int = 0) -> list[dict[str, Any]]:
        url = f"{self.url}/standin/messages?since={since}"
        async with self.session.get(url) as answer:
            found: list[dict[str, Any]] = (await answer.json())["messages"]
            return found

    async def until_status(self, sid: str, status: str) -> None:
        """Wait until a message has come to a state."""

        async def has_come() -> bool:
            found = [message for message in await self.messages() if message["sid"] == sid]
            return bool(found) and found[0]["status"] == status

        async with asyncio.timeout(30):
            while not await has_come():
                await asyncio.sleep(0.01)


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
