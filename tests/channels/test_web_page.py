"""The web chat in a real browser: every way of reading, a slow line, and no trace left."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from channels.ledger.tables import inbound
from suar import paths
from tests.channels.conftest import Open
from tests.channels.house import House, until
from tests.channels.web_visitor import web_chat

MOST_BYTES = 60_000
MOST_REQUESTS = 4
# GPRS: 50 kbit/s down, 20 up, half a second there and back (Chrome's throttling preset).
GPRS = {"offline": False, "latency": 500, "downloadThroughput": 6250, "uploadThroughput": 2500}
QUESTIONS = {"ur": "کیا کشتی کا سفر محفوظ ہے؟", "my": "လှေနဲ့သွားတာ လုံခြုံလား", "en": "Is the boat safe?"}


@pytest.fixture
async def shop(open_house: Open, tmp_path: Path, weather: str) -> House:
    """A house with the words as they ship."""
    opened: House = await open_house(
        f"sqlite:///{tmp_path}/page.db", content=paths.ROOT, public_url="", web_exit_url=weather
    )
    opened.rasa.locale = "en"
    return opened


async def arrive(
    browser: Browser, house: House, locale: str = "en", **more: Any
) -> tuple[BrowserContext, Page]:
    """A phone's browser with the chat open."""
    options = {"locale": locale, "viewport": {"width": 360, "height": 740}} | more
    context = await browser.new_context(**options)
    page = await context.new_page()
    await page.goto(f"{house.url}/chat")
    return context, page


async def ask(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#write button").click()
    await expect(page.locator(".line:not(.mine) .text").last).to_contain_text(
        f"You said: {text}", timeout=30_000
    )


@pytest.mark.parametrize(("locale", "direction"), [("ur", "rtl"), ("my", "ltr")])
async def test_a_question_is_answered_in_its_language_and_direction(
    browser: Browser, shop: House, locale: str, direction: str
) -> None:
    shop.rasa.locale = locale
    _, page = await arrive(browser, shop, locale)
    await ask(page, QUESTIONS[locale])
    root = page.locator("html")
    await expect(root).to_have_attribute("lang", locale)
    assert await root.evaluate("one => getComputedStyle(one).direction") == direction
    mine = page.locator(".line.mine .text")
    assert await mine.evaluate("one => getComputedStyle(one).direction") == direction
    await expect(mine).to_have_attribute("dir", "auto")
    box, frame = await page.locator(".line.mine").bounding_box(), page.viewport_size
    assert box
    assert frame
    left, right = box["x"], frame["width"] - box["x"] - box["width"]
    assert (left < right) == (direction == "rtl")  # one's own texts stand at the line's end


async def test_the_page_takes_on_the_language_of_the_answer(browser: Browser, shop: House) -> None:
    shop.rasa.locale = "ur"
    _, page = await arrive(browser, shop)
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    before = await page.locator("#write button").inner_text()
    await ask(page, QUESTIONS["ur"])
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("#lang")).to_have_value("ur")
    content = shop.gateway.live.current
    if content.catalogues["ur"].get("replies/web_send"):
        assert await page.locator("#write button").inner_text() != before


async def test_the_keyboard_alone_is_enough(browser: Browser, shop: House) -> None:
    shop.rasa.choices = ["risk_sea"]
    _, page = await arrive(browser, shop)
    await page.keyboard.press("Tab")
    await expect(page.locator(".leave")).to_be_focused()  # the way out comes first
    outline = await page.locator(".leave").evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    for _ in range(3):
        await page.keyboard.press("Tab")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("hello?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".line")).to_have_count(2)
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.locator(".items button")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".line")).to_have_count(4)


async def test_a_screen_reader_hears_who_speaks(browser: Browser, shop: House) -> None:
    _, page = await arrive(browser, shop)
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await ask(page, "hello?")
    assert await log.locator(".who").all_inner_texts() == ["You", "Suar"]
    await expect(page.get_by_label("Your question", exact=True)).to_be_visible()
    await expect(page.get_by_role("status")).to_have_count(1)


@pytest.mark.parametrize("locale", ["en", "ur", "my"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(browser: Browser, shop: House, locale: str, scheme: str) -> None:
    shop.rasa.locale, shop.rasa.choices, shop.rasa.picture = locale, ["risk_sea"], "deaths"
    _, page = await arrive(browser, shop, locale, color_scheme=scheme)
    await expect(page.locator(".line")).to_have_count(0)
    empty = await Axe().run(page)
    assert empty.violations_count == 0, empty.generate_report()
    await ask(page, QUESTIONS[locale])
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    talked = await Axe().run(page)
    assert talked.violations_count == 0, talked.generate_report()


@pytest.mark.parametrize("locale", ["en", "ur", "my", "km", "ta"])
async def test_nothing_sticks_out_at_320_pixels_with_letters_twice_as_large(
    browser: Browser, shop: House, locale: str
) -> None:
    shop.rasa.choices, shop.rasa.picture, shop.rasa.locale = ["risk_sea"], "deaths", locale
    _, page = await arrive(browser, shop, locale, viewport={"width": 320, "height": 640})
    await ask(page, "a" * 300)
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_the_page_is_light_and_loads_over_gprs(browser: Browser, shop: House) -> None:
    shop.rasa.locale = "my"  # three bytes a letter
    context = await browser.new_context(locale="my", viewport={"width": 360, "height": 740})
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    await wire.send("Network.enable")
    await wire.send("Network.emulateNetworkConditions", GPRS)
    urls: dict[str, str] = {}
    sizes: dict[str, float] = {}
    blocking: list[str] = []
    wire.on("Network.requestWillBeSent", lambda told: urls.update({told["requestId"]: told["request"]["url"]}))  # fmt: skip
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))  # fmt: skip
    await page.goto(f"{shop.url}/chat", wait_until="networkidle")
    blocking = await page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((one) => one.renderBlockingStatus === 'blocking').map((one) => one.name)"
    )
    loaded = [urls[number] for number in sizes if urls.get(number, "").startswith("http")]
    print(f"bytes {sum(sizes.values())}, requests {len(loaded)}")
    assert len(loaded) <= MOST_REQUESTS, loaded
    assert 1000 < sum(sizes.values()) < MOST_BYTES
    assert [name.rpartition(".")[2] for name in blocking] == ["css"]
    await ask(page, QUESTIONS["my"])


async def test_nothing_is_fetched_from_elsewhere_and_nothing_is_refused(
    browser: Browser, shop: House
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{shop.url}/chat")
    await ask(page, "hello?")
    assert hosts == {shop.url.removeprefix("http://")}
    assert complaints == []
    assert [cookie["name"] for cookie in await context.cookies()] == ["suar-chat"]
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0


async def has_no_cookie(context: BrowserContext) -> bool:
    return await context.cookies() == []


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_leaving_quickly_leaves_no_chat_in_the_history(
    browser: Browser, shop: House, weather: str, way: str
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{shop.url}/healthz")
    await page.goto(f"{shop.url}/chat")
    await ask(page, "my secret question")
    if way == "button":
        await page.locator(".leave").click()
    else:
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
    await page.wait_for_url(weather)
    assert await page.evaluate("history.length") == 3  # blank, healthz, and the weather
    await page.go_back()
    assert page.url == f"{shop.url}/healthz"
    await until(partial(has_no_cookie, context))  # the screen goes first, the server hears after
    assert {row.body for row in await shop.rows(inbound)} == {None}
    await page.goto(f"{shop.url}/chat")
    await expect(page.locator(".line")).to_have_count(0)


async def test_one_escape_is_not_enough(browser: Browser, shop: House) -> None:
    _, page = await arrive(browser, shop)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await ask(page, "still here")


async def test_talking_and_choosing_a_language_add_nothing_to_the_history(
    browser: Browser, shop: House
) -> None:
    _, page = await arrive(browser, shop)
    length = await page.evaluate("history.length")
    await ask(page, "one")
    await page.locator("#lang").select_option("ur")
    await page.locator("#speak button").click()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator(".line")).to_have_count(2)  # it is still there
    await page.locator("#anew button").click()
    await expect(page.locator(".line")).to_have_count(0)
    await expect(page.locator("#write")).to_be_visible()  # the page has come anew
    assert await page.evaluate("history.length") == length


async def test_without_a_script_the_form_does_it_all(
    browser: Browser, shop: House, weather: str
) -> None:
    shop.rasa.choices = ["risk_sea"]
    context, page = await arrive(browser, shop, java_script_enabled=False)
    await ask(page, "hello?")
    await page.locator(".items button").click()
    await expect(page.locator(".line")).to_have_count(4)
    await page.locator("#lang").select_option("ur")
    await page.locator("#speak button").click()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator(".line")).to_have_count(4)
    await page.locator(".leave").click()
    await page.wait_for_url(weather)
    assert await context.cookies() == []
    await page.go_back()
    await expect(page.locator(".line")).to_have_count(0)


async def test_what_is_written_without_a_connection_is_sent_when_it_is_back(
    browser: Browser, shop: House
) -> None:
    context, page = await arrive(browser, shop)
    await ask(page, "one")
    await context.set_offline(True)
    await shop.gateway._hang_up(None)  # type: ignore[arg-type]
    await page.locator("#text").fill("two")
    await page.locator("#write button").click()
    await expect(page.locator(".line.mine .text").last).to_have_text("two")  # shown at once
    await expect(page.locator("#state")).to_contain_text("No connection", timeout=15_000)
    await context.set_offline(False)
    await expect(page.locator(".line:not(.mine) .text").last).to_contain_text(
        "You said: two", timeout=15_000
    )
    assert [one["message"] for one in shop.rasa.asked] == ["one", "two"]
    await expect(page.locator(".line")).to_have_count(4)
    await expect(page.locator(".is-unsent")).to_have_count(0)
    await expect(page.locator("#state")).to_have_text("")
    await page.reload()
    await expect(page.locator(".line")).to_have_count(4)


async def test_where_no_websocket_comes_through_the_form_is_sent(
    browser: Browser, shop: House
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.add_init_script(
        "window.WebSocket = class { constructor() { this.readyState = 3;"
        " setTimeout(() => this.onclose(), 10); } static CLOSING = 2; static OPEN = 1; }"
    )
    await page.goto(f"{shop.url}/chat")
    await page.locator("#text").fill("through the proxy")
    await page.locator("#write button").click()
    await expect(page.locator(".line:not(.mine) .text").last).to_contain_text(
        "You said: through the proxy", timeout=20_000
    )
    assert len(shop.rasa.asked) == 1


async def test_a_refused_text_can_be_tried_again(
    browser: Browser, shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from channels.web.guard import Rates

    _, page = await arrive(browser, shop)
    with monkeypatch.context() as busy:
        busy.setattr(Rates, "allow", lambda *_: False)
        await page.locator("#text").fill("hello?")
        await page.locator("#write button").click()
        await expect(page.locator(".is-failed .retry")).to_have_text(
            "This could not be sent. Try again."
        )
    await page.locator(".retry").click()
    await expect(page.locator(".line:not(.mine)")).to_have_count(1)
    await expect(page.locator(".is-failed, .is-unsent, .retry")).to_have_count(0)


async def test_a_session_that_is_over_shows_nothing_of_the_chat(
    browser: Browser, shop: House
) -> None:
    _, page = await arrive(browser, shop)
    await ask(page, "hello?")
    sessions = web_chat(shop)._sessions
    sessions._idle_seconds = 0.0
    await page.locator("#text").fill("are you there?")
    await page.locator("#write button").click()
    await expect(page.locator("#over")).to_be_visible()
    await expect(page.locator(".line")).to_have_count(0)
    sessions._idle_seconds = 1800.0
    await page.locator("#anew button").click()
    await expect(page.locator("#over")).to_be_hidden()
    await ask(page, "hello again")


async def test_motion_stops_where_it_is_not_wanted(browser: Browser, shop: House) -> None:
    _, page = await arrive(browser, shop, reduced_motion="reduce")
    await ask(page, "hello?")
    name = await page.locator(".line").first.evaluate("one => getComputedStyle(one).animationName")
    assert name == "none"


def test_the_page_stays_small_before_it_is_compressed() -> None:
    folder = paths.ROOT / "channels" / "web" / "static"
    assert sum(os.path.getsize(path) for path in folder.iterdir()) < MOST_BYTES / 2
