"""A running house for each test; a browser and a harmless page for those that want them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import test_utils, web
from playwright.async_api import Browser, async_playwright

import standin.app
import standin.settings
from channels.app import Gateway
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM, Settings
from channels.vault import new_secret
from tests import builder
from tests.channels.bot_api import SECRET, TOKEN, BotApi, Chat
from tests.channels.house import PUBLIC_URL, FewWords, House
from tests.standin.test_standin_page import CHROMIUM

Open = Callable[..., Any]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[Open]:
    """Opens houses: `await open_house(database_url, holding_after=…)`."""
    async with AsyncExitStack() as stack:

        async def open_one(database_url: str, **settings: Any) -> House:
            return await _open(stack, tmp_path, database_url, settings)

        yield open_one


@pytest.fixture
async def house(open_house: Open, database_url: str) -> House:
    """One house on each kind of database."""
    opened: House = await open_house(database_url)
    return opened


@pytest.fixture
async def small_house(open_house: Open, tmp_path: Path) -> House:
    """One house on SQLite, for what does not depend on the database."""
    opened: House = await open_house(f"sqlite:///{tmp_path}/small.db")
    return opened


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    """A stand-in for Telegram."""
    one = BotApi()
    async with one.server() as server:
        one.url = str(server.make_url("")).rstrip("/")
        yield one


@pytest.fixture
async def open_chat(open_house: Open, bot_api: BotApi) -> Open:
    """Opens houses with a Telegram bot: `await open_chat(database_url, …)`."""

    async def open_one(database_url: str, **settings: Any) -> Chat:
        bot = {
            "telegram_bot_token": TOKEN,
            "telegram_secret_token": SECRET,
            "telegram_api_url": bot_api.url,
        }
        return Chat(await open_house(database_url, **(bot | settings)), bot_api)

    return open_one


@pytest.fixture
async def chat(open_chat: Open, tmp_path: Path) -> Chat:
    """A private chat with a bot whose house is on SQLite."""
    opened: Chat = await open_chat(f"sqlite:///{tmp_path}/telegram.db")
    return opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def weather() -> AsyncIterator[str]:
    """A harmless page."""
    app = web.Application()

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<title>Weather</title><h1>Sunny</h1>", content_type="text/html")

    app.router.add_get("/weather", page)
    async with test_utils.TestServer(app) as server:
        yield str(server.make_url("/weather"))


async def _open(
    stack: AsyncExitStack, folder: Path, database_url: str, changes: dict[str, Any]
) -> House:
    rasa = FewWords()
    rasa_server = await stack.enter_async_context(rasa.server())
    twilio = standin.settings.Settings(
        account_sid=DEMO_ACCOUNT_SID,
        auth_token=DEMO_AUTH_TOKEN,
        sms_from=DEMO_SMS_FROM,
        public_url=PUBLIC_URL,
        webhook_url="http://127.0.0.1:1/twilio/message",
    )
    standin_server = await stack.enter_async_context(
        test_utils.TestServer(standin.app.create(twilio))
    )
    root = builder.content(folder / "content")
    wanted: dict[str, Any] = {
        "database_url": database_url,
        "public_url": PUBLIC_URL,
        "secret_key": new_secret(),
        "content": root,
        "rasa_url": str(rasa_server.make_url("")).rstrip("/"),
        "actions_url": str(rasa_server.make_url("")).rstrip("/"),
        "account_sid": DEMO_ACCOUNT_SID,
        "auth_token": DEMO_AUTH_TOKEN,
        "api_url": str(standin_server.make_url("")).rstrip("/"),
        "demo": True,
        "notice": False,  # it would stand below every first answer
    }
    gateway = Gateway(Settings(_env_file=None, **(wanted | changes)))
    server = await stack.enter_async_context(test_utils.TestServer(gateway.application()))
    session = await stack.enter_async_context(aiohttp.ClientSession())
    return House(
        gateway,
        str(server.make_url("")).rstrip("/"),
        str(standin_server.make_url("")).rstrip("/"),
        rasa,
        session,
    )
