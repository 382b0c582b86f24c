"""A stand-in for Telegram's Bot API: its paths, its limits, its errors; and a person who writes.

https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import test_utils, web

from channels.telegram.adapter import PATH, SECRET_HEADER
from tests.channels.house import House, until

TOKEN = "7000000001:AAHnotarealtokennotarealtoken_-12345"
SECRET = "a-secret_of-Telegram"
CHAT = 555000111
NEEDS = {
    "sendMessage": "text",
    "sendPhoto": "photo",
    "answerCallbackQuery": "callback_query_id",
    "setWebhook": "url",
    "setMyCommands": "commands",
    "setMyDescription": "description",
    "setMyShortDescription": "short_description",
    "getMe": "",
}
REFUSALS = {
    "429": (429, "Too Many Requests: retry after 1", {"retry_after": 1}),
    "blocked": (403, "Forbidden: bot was blocked by the user", None),
    "deactivated": (403, "Forbidden: user is deactivated", None),
    "no_chat": (400, "Bad Request: chat not found", None),
    "no_picture": (400, "Bad Request: failed to get HTTP URL content", None),
    "bad_button": (400, "Bad Request: BUTTON_DATA_INVALID", None),
    "revoked": (401, "Unauthorized", None),
}
OTHER_ANSWERS = {
    "500_before": (502, "<html>Bad Gateway</html>"),
    "500_after": (500, "oh"),
    "not_json_after": (200, "<html>hello</html>"),
}


@dataclass
class BotApi:
    """Takes calls. `script` says what goes wrong with the next ones, in order."""

    script: list[str] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))
    url: str = ""
    hang_seconds: float = 5.0

    def of(self, *methods: str) -> list[dict[str, Any]]:
        """What was accepted, by method."""
        return [fields for method, fields in self.calls if method in methods]

    def server(self) -> test_utils.TestServer:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self.called)
        return test_utils.TestServer(app)

    async def called(self, request: web.Request) -> web.StreamResponse:
        method, fields = request.match_info["method"], await request.json()
        if request.match_info["token"] != TOKEN or method not in NEEDS:
            return refused(404, "Not Found")
        outcome = self.script.pop(0) if self.script else "ok"
        if outcome in REFUSALS:
            return refused(*REFUSALS[outcome])
        if fault := _fault(method, fields):
            return refused(400, f"Bad Request: {fault}")
        if outcome != "500_before":
            self.calls.append((method, fields))
        if outcome in OTHER_ANSWERS:
            status, text = OTHER_ANSWERS[outcome]
            return web.Response(status=status, text=text)
        if outcome == "hang_after":
            await asyncio.sleep(self.hang_seconds)
        if outcome == "drop_after" and request.transport:
            request.transport.abort()
        return web.json_response({"ok": True, "result": self._result(method)})

    def _result(self, method: str) -> Any:
        if method == "getMe":
            return {
                "id": 7000000001,
                "is_bot": True,
                "username": "SuarBot",
                "can_join_groups": True,
            }
        return {"message_id": next(self.numbers)} if method.startswith("send") else True


def refused(code: int, description: str, parameters: Any = None) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


def _fault(method: str, fields: dict[str, Any]) -> str:
    """What Telegram would find wrong."""
    buttons = [
        one for row in fields.get("reply_markup", {}).get("inline_keyboard", []) for one in row
    ]
    faults = {
        f"{NEEDS[method]} is missing": NEEDS[method] and not fields.get(NEEDS[method]),
        "chat not found": method.startswith("send") and not isinstance(fields.get("chat_id"), int),
        "message is too long": len(fields.get("text", "").encode("utf-16-le")) > 2 * 4096,
        "message caption is too long": len(fields.get("caption", "").encode("utf-16-le")) > 2 * 1024,
        "BUTTON_DATA_INVALID": any(not 1 <= len(one["callback_data"].encode()) <= 64 for one in buttons),
        "BUTTON_TEXT_INVALID": any(not one["text"] for one in buttons),
        "bad webhook: HTTPS url must be provided": method == "setWebhook" and not fields["url"].startswith("https://"),
        "secret token contains unallowed characters": not re.fullmatch(r"[\w-]{0,256}", fields.get("secret_token", ""), re.ASCII),
        "BOT_COMMAND_INVALID": any(
            not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]) or not 1 <= len(one["description"]) <= 256
            for one in fields.get("commands") or []
        ),
        "invalid language code": len(fields.get("language_code", "xx")) != 2,
        "description is too long": len(fields.get("description", "")) > 512,
        "short description is too long": len(fields.get("short_description", "")) > 120,
    }  # fmt: skip
    return next((fault for fault, there in faults.items() if there), "")


@dataclass
class Chat:
    """A private chat with the bot of a running house."""

    house: House
    api: BotApi
    numbers: Any = field(default_factory=lambda: count(9000))

    async def update(self, secret: str | None = SECRET, **update: Any) -> int:
        """Post an update as Telegram does, and make the call that the answer asks for."""
        words = {"update_id": next(self.numbers)} | update
        status, answer = await self.post(words, secret)
        if isinstance(answer, dict) and (method := answer.pop("method", None)):
            self.api.calls.append((method, answer))
        return status

    async def post(self, body: Any, secret: str | None = SECRET) -> tuple[int, Any]:
        """Post any body."""
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        url = f"{self.house.url}{PATH}"
        async with self.house.session.post(url, headers=headers, **sent) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def text(self, text: str, language: str | None = "id", **more: Any) -> int:
        """A text from a person."""
        return await self.update(message=message(text, language) | more)

    async def until_sent(self, number: int, seconds: float = 10.0) -> list[dict[str, Any]]:
        """Wait until so many messages were taken, and a little more for one too many."""

        async def sent() -> bool:
            return len(self.api.of("sendMessage", "sendPhoto")) >= number

        await until(sent, seconds)
        await asyncio.sleep(0.2)
        return self.api.of("sendMessage", "sendPhoto")


def message(text: str | None = None, language: str | None = "id", **more: Any) -> dict[str, Any]:
    """A message as Telegram sends it, with what we do not want to know."""
    person = {"id": CHAT, "is_bot": False, "first_name": "Siti", "username": "siti_rahma"}
    written = {} if text is None else {"text": text}
    return {
        "message_id": 41,
        "from": person | ({"language_code": language} if language else {}),
        "chat": {"id": CHAT, "first_name": "Siti", "username": "siti_rahma", "type": "private"},
        "date": 1790000000,
        **written,
        **more,
    }
