"""The demo as a newcomer meets it: no account, a browser, phones to write from."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect

from suar import paths
from tests.e2e.service import Service, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHROMIUM = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None
IMAGES = paths.ROOT / "docs" / "images"
ANSWER_MS = 30_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("demo")
    database = f"sqlite:///{folder}/suar.db"
    nothing = dict.fromkeys(("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL"), "")
    async with running(folder, database, **nothing, SUAR_DEMO="", SUAR_PUBLIC_URL="") as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def page(demo: Service) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.goto(demo.url)  # leads to the simulator
        await expect(page.locator("#link")).to_have_text("Connected")
        yield page
        await browser.close()


def phone(page: Page, number: int) -> Locator:
    return page.locator(".phone").nth(number)


async def ask(place: Locator, question: int) -> Locator:
    """Press one of the phone's questions; gives the answer's text."""
    await place.locator(".asks button").nth(question).click()
    answer = place.locator(".bubble:not(.is-mine):not(.is-waiting) .text").last
    await expect(answer).to_be_visible(timeout=ANSWER_MS)
    return answer


async def test_every_phone_gets_an_answer_in_its_own_script(page: Page) -> None:
    answers = [await ask(phone(page, number), 5 if number else 0) for number in range(4)]
    directions = [
        await answer.evaluate("element => getComputedStyle(element).direction")
        for answer in answers
    ]
    assert directions == ["ltr", "rtl", "ltr", "ltr"]
    assert "\u0600" <= (await answers[1].inner_text()).strip("\u2068\u2069")[0] <= "\u06ff"
    assert any("\u1000" <= letter <= "\u109f" for letter in await answers[2].inner_text())
    await expect(phone(page, 0).locator(".tick").last).to_have_attribute(
        "aria-label", "Delivered", timeout=ANSWER_MS
    )
    await keep(page, "simulator.png")
    await keep(phone(page, 1), "simulator-urdu.png")
    await keep(phone(page, 2), "simulator-burmese.png")


async def test_segments_and_cost_stand_under_an_sms(page: Page) -> None:
    await ask(phone(page, 0), 1)
    await expect(phone(page, 0).locator(".cost").last).to_contain_text("segment")


async def keep(what: Page | Locator, name: str) -> None:
    """Keep a picture for the documents, when asked to."""
    if os.environ.get("SUAR_KEEP_SCREENSHOTS"):
        await what.screenshot(path=IMAGES / name)
