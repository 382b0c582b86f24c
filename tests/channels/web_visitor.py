"""A visitor of the web chat without a script: a browser's cookies and forms, by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

import aiohttp

from channels.web.adapter import WebAdapter
from tests.channels.house import House

TAG = re.compile(r"<[^>]+>")


def web_chat(house: House) -> WebAdapter:
    """The adapter of the web chat among those of a house."""
    (found,) = (one for one in house.gateway.adapters if isinstance(one, WebAdapter))
    return found


@dataclass
class Visitor:
    """One browser. `jar` are its cookies, `html` is what it shows."""

    house: House
    language: str = "en"
    jar: dict[str, str] = field(default_factory=dict)
    html: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def open(self, path: str = "/chat", **headers: str) -> None:
        """Go to a page."""
        await self._ask("GET", path, None, headers)

    async def write(self, text: str, **more: str) -> None:
        """Fill the form in and send it."""
        await self.post("/chat", {**self.fields(), "text": text} | more)

    async def press(self, title: str) -> None:
        """Press one of the buttons offered."""
        (payload,) = re.findall(rf'value="([^"]+)"[^>]*>{re.escape(title)}</button>', self.html)
        await self.post("/chat", {**self.fields(), "payload": unescape(payload)})

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> None:
        """Send a form as a browser does, and follow where it leads on our site."""
        await self._ask("POST", path, fields, {"Origin": self.house.url} | headers)
        if self.status == 303 and self.headers["Location"].startswith("/"):
            await self._ask("GET", self.headers["Location"].partition("#")[0], None, {})

    def fields(self) -> dict[str, str]:
        """The hidden fields of the form to write in."""
        form = self.html[self.html.index('id="write"') :]
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)[:2])

    def said(self) -> list[tuple[str, str]]:
        """Who said what: "you" or "us", and the text."""
        log = self.html[self.html.index('id="log"') : self.html.index('id="state"')]
        found = re.findall(r'class="line( mine)?".*?<p class="text"[^>]*>(.*?)</p>', log, re.S)
        return [("you" if mine else "us", unescape(text)) for mine, text in found]

    async def _ask(
        self, method: str, path: str, fields: dict[str, str] | None, headers: dict[str, str]
    ) -> None:
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())}
        sent = {"Accept-Language": self.language, **(cookie if self.jar else {}), **headers}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(
                method, self.house.url + path, data=fields, headers=sent, allow_redirects=False
            ) as answer,
        ):
            self.status, self.headers = answer.status, dict(answer.headers)
            for name, morsel in answer.cookies.items():
                self.jar[name] = morsel.value
                if not morsel.value:
                    del self.jar[name]
            self.html = await answer.text()
