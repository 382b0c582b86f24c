"""The page at /simulator, in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import test_utils
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from standin import app
from standin.settings import Settings
from tests.standin.harness import PUBLIC_URL, Call, Standin, until

# Debian's; where there is none, the one that Playwright installs.
CHROMIUM = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None
URDU = "کشتی کا سفر خطرناک ہے۔"
RED_CODE = "30003: Unreachable destination handset"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, standin: Standin) -> AsyncIterator[Page]:
    page = await browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{standin.url}/simulator")
    await expect(page.locator("#link")).to_have_text("Connected")
    yield page
    assert complaints == []


@pytest.fixture
def answering(standin: Standin) -> Standin:
    """A service that answers every message over the REST API."""

    async def answer(call: Call) -> None:
        is_urdu = call.form.get("FromCountry") == "PK"
        body = URDU if is_urdu else f"You wrote: {call.form['Body']}"
        fields = {"To": call.form["From"], "From": call.form["To"], "Body": body}
        await standin.send(**fields, StatusCallback=f"{PUBLIC_URL}/twilio/status")

    standin.webhook.then = answer
    return standin


def phone(page: Page, number: int) -> Locator:
    return page.locator(".phone").nth(number)


async def write(place: Locator, text: str) -> None:
    await place.locator("textarea").fill(text)
    await place.locator("textarea").press("Enter")


async def test_four_phones_write_and_get_their_own_answers(page: Page, answering: Standin) -> None:
    await answering.behave(read_receipts=True)
    await expect(page.locator(".phone")).to_have_count(4)
    for number in (0, 2, 3):
        await write(phone(page, number), f"question {number}")
    for number in (0, 2, 3):
        bubbles = phone(page, number).locator(".bubble:not(.is-waiting)")
        await expect(bubbles).to_have_count(2)
        await expect(bubbles.nth(0)).to_have_class("bubble is-mine")
        await expect(bubbles.nth(1).locator(".text")).to_have_text(f"You wrote: question {number}")
    sms, whatsapp = phone(page, 0), phone(page, 3)
    await expect(sms.locator(".cost").nth(1)).to_have_text("1 segment · GSM-7 · ≈ $0.10")
    await expect(whatsapp.locator(".cost").nth(1)).to_be_empty()
    await expect(sms.locator(".tick").nth(1)).to_have_attribute("aria-label", "Delivered")
    await expect(whatsapp.locator(".tick").nth(1)).to_have_attribute("aria-label", "Read")


async def test_an_urdu_answer_runs_from_right_to_left(page: Page, answering: Standin) -> None:
    place = phone(page, 1)
    await place.locator(".asks button").first.click()
    text = place.locator(".bubble .text").nth(1)
    await expect(text).to_have_text(URDU)
    await expect(text).to_have_attribute("dir", "auto")
    assert await text.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert "Nastaliq" in await text.evaluate("element => getComputedStyle(element).fontFamily")
    await expect(place.locator(".cost").nth(1)).to_contain_text("UCS-2")
    await write(phone(page, 0), "left to right")
    english = phone(page, 0).locator(".text").first
    assert await english.evaluate("element => getComputedStyle(element).direction") == "ltr"


async def test_what_people_write_is_never_markup(page: Page, answering: Standin) -> None:
    await write(phone(page, 3), "<img src=x onerror=alert(1)>")
    last = phone(page, 3).locator(".text").nth(1)
    await expect(last).to_have_text("You wrote: <img src=x onerror=alert(1)>")
    await expect(page.locator(".log .text img")).to_have_count(0)


async def test_a_message_that_does_not_arrive_shows_its_code(
    page: Page, answering: Standin
) -> None:
    await page.locator("#behaviour summary").click()
    await page.get_by_label("Never reaches the phone").fill("100")
    await expect(page.locator("#mood")).to_have_text("Changed: never reaches the phone")
    await write(phone(page, 0), "hello?")
    await expect(phone(page, 0).locator(".trouble").nth(1)).to_have_text(RED_CODE)


async def test_a_phone_is_added_remembered_and_removed(page: Page, answering: Standin) -> None:
    await page.get_by_role("button", name="Add a phone").click()
    await page.get_by_label("Number, with country code").fill("+66 99 555 0105")
    await page.get_by_role("radio", name="WhatsApp", exact=True).check()
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(phone(page, 4).locator("h2")).to_have_text("Thailand")
    await write(phone(page, 4), "สวัสดี")
    await expect(phone(page, 4).locator(".text").nth(1)).to_have_text("You wrote: สวัสดี")
    await page.reload()
    await expect(phone(page, 4).locator(".text")).to_have_count(2)
    await phone(page, 4).get_by_role("button", name="Remove").click()
    await page.reload()
    await expect(page.locator(".phone")).to_have_count(4)


async def test_start_over_clears_every_phone(page: Page, answering: Standin) -> None:
    await write(phone(page, 0), "one")
    await expect(phone(page, 0).locator(".text")).to_have_count(2)
    await page.get_by_role("button", name="Start over").click()
    await expect(page.locator(".bubble")).to_have_count(0)


async def test_nothing_sticks_out_of_a_narrow_screen(page: Page, answering: Standin) -> None:
    await page.set_viewport_size({"width": 360, "height": 780})
    await write(phone(page, 0), "a" * 300)
    await expect(phone(page, 0).locator(".text")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_every_control_has_a_name(page: Page) -> None:
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea, select")].filter(
            (control) => !control.labels?.length && !control.ariaLabel && !control.innerText.trim()
              && !control.textContent.trim()
        ).map((control) => control.outerHTML)"""
    )
    assert nameless == []


async def test_the_page_finds_back_after_the_stand_in_was_away(browser: Browser) -> None:
    port = test_utils.unused_port()
    settings = Settings(webhook_url="http://127.0.0.1:9/twilio/message")
    page = await browser.new_page()
    async with test_utils.TestServer(app.create(settings), port=port) as server:
        await page.goto(str(server.make_url("/simulator")))
        await expect(page.locator("#link")).to_have_text("Connected")
    await expect(page.locator("#link")).to_have_text("Connection lost, trying again")
    async with (
        test_utils.TestServer(app.create(settings), port=port) as server,
        aiohttp.ClientSession() as session,
    ):
        await expect(page.locator("#link")).to_have_text("Connected", timeout=10_000)
        words = {"from": "+6280055500101", "body": "while away", "wait": False}
        await session.post(server.make_url("/standin/inbound"), json=words)
        await expect(page.locator(".phone .text").first).to_have_text("while away")
        await expect(page.locator(".phone .trouble").first).to_contain_text("cannot be reached")
        await page.close()


async def test_buttons_and_list_items_are_pressed_and_come_to_the_service(
    page: Page, answering: Standin
) -> None:
    items = [{"item": "One", "id": "one~1", "description": "About one"}]
    picker = {"body": "Which?", "button": "Choose", "items": items}
    words = {"language": "en", "types": {"twilio/list-picker": picker}}
    _, made = await answering.rest("POST", "/v1/Content", json=words)

    async def offer(call: Call) -> None:
        fields = {"To": call.form["From"], "From": call.form["To"], "Body": ""}
        await answering.send(**fields, ContentSid=made["sid"])

    answering.webhook.then = offer
    whatsapp = phone(page, 3)
    await write(whatsapp, "hello")
    await whatsapp.get_by_text("Choose").click()
    await whatsapp.get_by_role("button", name="One").click()
    await expect(whatsapp.locator(".bubble.is-mine .text").nth(1)).to_have_text("One")
    await until(lambda: len(answering.webhook.to("/twilio/message")) == 2)
    form = answering.webhook.to("/twilio/message")[-1].form
    assert (form["ListId"], form["ButtonPayload"], form["ButtonText"]) == ("one~1", "one~1", "One")


async def test_a_photo_and_a_place_are_sent_from_the_page(page: Page, answering: Standin) -> None:
    whatsapp = phone(page, 3)
    attach = whatsapp.get_by_label("Send a photo or a place")
    await attach.select_option("Photo")
    await expect(whatsapp.locator(".is-mine .text").nth(0)).to_have_text("Photo")
    await attach.select_option("Place: at sea")
    await expect(whatsapp.locator(".is-mine .text").nth(1)).to_have_text("Place")
    await until(lambda: len(answering.webhook.to("/twilio/message")) == 2)
    photo, place = (call.form for call in answering.webhook.to("/twilio/message"))
    assert (photo["NumMedia"], photo["MessageType"]) == ("1", "image")
    assert (place["Latitude"], place["Longitude"]) == ("10", "96.5")


async def test_a_phone_that_shows_no_number_is_added(page: Page, answering: Standin) -> None:
    await page.get_by_role("button", name="Add a phone").click()
    await page.get_by_label("Number, with country code").fill("+66 99 555 0105")
    await page.get_by_role("radio", name="WhatsApp, number hidden").check()
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(phone(page, 4).locator("h2")).to_have_text("Thailand")
    await write(phone(page, 4), "hello")
    await expect(phone(page, 4).locator(".text").nth(1)).to_have_text("You wrote: hello")
    assert answering.webhook.calls[0].form["From"] == "whatsapp:TH.66995550105"
