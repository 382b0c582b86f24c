"""The web chat in a frame on another site: allowed there and nowhere else, without a cookie."""

from __future__ import annotations

from pathlib import Path

from aiohttp import test_utils, web
from playwright.async_api import Browser, expect

from suar import paths
from tests.channels.conftest import Open
from tests.channels.house import House, until


async def test_another_site_shows_the_chat_in_a_frame_without_a_cookie(
    browser: Browser, open_house: Open, tmp_path: Path, weather: str
) -> None:
    host = test_utils.unused_port()
    site = f"http://localhost:{host}"  # to the browser another site than 127.0.0.1
    house: House = await open_house(
        f"sqlite:///{tmp_path}/framed.db",
        content=paths.ROOT, public_url="", web_exit_url=weather, web_sites=site,
    )  # fmt: skip
    house.rasa.locale = "ur"
    app = web.Application()

    async def page_of_theirs(_: web.Request) -> web.Response:
        script = f'<script src="{house.url}/chat/embed.js" defer></script>'
        text = f'<!doctype html><html lang="ur"><title>Theirs</title><h1>Theirs</h1>{script}'
        return web.Response(text=text, content_type="text/html")

    app.router.add_get("/{name}", page_of_theirs)
    async with test_utils.TestServer(app, host="localhost", port=host):
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{site}/one")
        await page.get_by_role("button").click()
        chat = page.frame_locator("iframe")
        await expect(chat.locator("html")).to_have_attribute("lang", "ur")
        await chat.locator("#text").fill("hello?")
        await chat.locator("#write button").click()
        await expect(chat.locator(".line:not(.mine) .text")).to_contain_text("You said: hello?")
        assert await context.cookies() == []
        await page.goto(f"{site}/two")
        await page.get_by_role("button").click()
        await expect(chat.locator("#text")).to_be_visible()
        await expect(chat.locator(".line")).to_have_count(0)  # it lives as long as its page
        await chat.locator(".leave").click()
        await page.wait_for_url(weather)
        await page.go_back()
        assert page.url == f"{site}/one"
        stranger = await context.new_page()
        await stranger.goto(weather)
        refused: list[str] = []
        stranger.on("console", lambda line: refused.append(line.text))
        await stranger.evaluate(
            f"document.body.append(Object.assign(document.createElement('iframe'), {{src: '{house.url}/chat/framed'}}))"
        )

        async def told() -> bool:
            return any("frame-ancestors" in line for line in refused)

        await until(told)
