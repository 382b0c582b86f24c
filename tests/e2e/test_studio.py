"""The studio as staff use it: a browser, an authenticator app, and a phone beside it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pyotp
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from suar import paths
from tests.e2e.service import Service, running, until
from tests.e2e.test_demo import CHROMIUM, IMAGES

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "a password of many words"
SERIOUS = {"serious", "critical"}
OLD, NEW = "It is very dangerous.", "Do not get on that boat."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("studio")
    root = folder / "content"
    for name in ("data", "locales"):
        shutil.copytree(paths.ROOT / name, root / name)
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@t"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Begin"]):
        subprocess.run([*git, *command], check=True)  # noqa: ASYNC221
    database = f"sqlite:///{folder}/suar.db"
    async with running(folder, database, SUAR_CONTENT=str(root), SUAR_SMS_PRICE="0.05") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


async def joined(
    studio: Service, browser: Browser, name: str, role: str = "admin"
) -> tuple[Page, str]:
    """A page of someone who has just made an account, and the key of their codes."""
    environment = os.environ | {
        "SUAR_DATABASE_URL": f"sqlite:///{studio.folder}/suar.db",
        "SUAR_PUBLIC_URL": studio.url,
        "SUAR_DEMO": "1",
    }
    command = [sys.executable, "-m", "suar", "desk", "invite", "--role", role]
    link = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: ASYNC221
    page = await (await browser.new_context(viewport={"width": 1280, "height": 900})).new_page()
    await page.goto(link.stdout.strip())
    key = await page.locator("fieldset code.key").inner_text()
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Password, 12").fill(PASSWORD)
    await page.get_by_label("same password").fill(PASSWORD)
    await page.get_by_label("code that the app").fill(pyotp.TOTP(key).now())
    await page.get_by_role("button", name="Make my account").click()
    await expect(page.get_by_role("heading", name="Texts", exact=True)).to_be_visible()
    return page, key


async def test_sign_in_correct_a_sentence_and_see_it_on_both_phones(
    studio: Service, browser: Browser
) -> None:
    page, key = await joined(studio, browser, "Ayu Lestari")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_label("Name").fill("Ayu Lestari")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Code from").fill(pyotp.TOTP(key).at(time.time() + 30))
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Dangers of going by boat", exact=True).click()
    text = page.get_by_label("English text of sms", exact=True)
    await expect(page.locator("#bubble")).to_contain_text(OLD)
    assert OLD in await studio.ask("is it safe to go by boat", "+61400000001", "SMbefore")
    await text.fill((await text.input_value()).replace(OLD, NEW))
    await expect(page.locator("#bubble")).to_contain_text(NEW)  # before it is saved
    await expect(page.locator("#cost")).to_contain_text("2 SMS segments, GSM-7")
    await expect(page.locator("#cost")).to_contain_text("about 0.100 a reply")
    await page.locator("#sms").get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved, and live now")).to_be_visible()
    saved = time.monotonic()

    async def answered() -> bool:
        number = int((time.monotonic() - saved) * 1000)
        phone = f"+614{number:08}"  # from one phone the same text would be a loop
        reply = await studio.ask("is it safe to go by boat", phone, f"SM{number:08}")
        return NEW in reply

    await until(answered, 60)
    log = subprocess.run(  # noqa: ASYNC221
        ["git", "-C", str(studio.folder / "content"), "log", "-1", "--pretty=%an: %s"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert log.stdout.strip() == "Ayu Lestari: Correct topics/risk_sea.sms (en)"
    await page.get_by_role("link", name="Changes").click()
    await page.get_by_text("Correct topics/risk_sea.sms (en)").click()
    await expect(page.locator(".diff").first).to_contain_text(NEW)
    await page.context.close()


async def test_the_second_of_two_editors_is_told(studio: Service, browser: Browser) -> None:
    first, _ = await joined(studio, browser, "First")
    second, _ = await joined(studio, browser, "Second", "editor")
    place = f"{studio.url}/desk/content/topic/scam_job_offer"
    for page in (first, second):
        await page.goto(place)
    for page, word in ((first, "Take care"), (second, "Watch out")):
        text = page.get_by_label("English text of sms", exact=True)
        await text.fill((await text.input_value()).replace("Be careful", word))
    for page in (first, second):
        await page.locator("#sms").get_by_role("button", name="Save").click()
        await expect(first.get_by_text("Saved, and live now")).to_be_visible()
    alert = second.get_by_role("alert")
    await expect(alert).to_contain_text("Nothing was overwritten")
    await expect(alert).to_contain_text("Take care")
    await expect(second.get_by_label("English text of sms", exact=True)).to_have_value(
        re.compile("Watch out")
    )
    for page in (first, second):
        await page.context.close()


async def test_everything_works_by_keyboard_alone(studio: Service, browser: Browser) -> None:
    page, _ = await joined(studio, browser, "Keys")
    await page.goto(f"{studio.url}/desk/content/topic/risk_land")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    title = page.get_by_label("English text of title", exact=True)
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await title.evaluate("element => element === document.activeElement"):
            break
    await expect(title).to_be_focused()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Dangers by land")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Saved, and live now")).to_be_visible()
    await page.context.close()


async def shows(page: Page, text: str) -> None:
    """Look again until the page has what the service is still at work on."""

    async def is_there() -> bool:
        await page.reload()
        return text in await page.content()

    await until(is_there, 60)


async def test_axe_finds_no_serious_fault_on_any_page(studio: Service, browser: Browser) -> None:
    page, _ = await joined(studio, browser, "Axe")
    addresses = [
        "/content", "/content/topic/risk_sea?locale=ur&channel=whatsapp",
        "/content/topic/risk_sea?locale=my", "/content/topic/replies?locale=id",
        "/content/numbers", "/content/figures", "/content/findings", "/content/changes",
        "/content/languages", "/content/teach", "/content/new-topic",
        "/content/search?q=boat", "/staff", "/costs", "/undelivered",
    ]  # fmt: skip
    phone = "+9779800000081"
    await studio.behave(numbers={phone: 30006})
    await studio.write("Is the boat safe?", phone, "SMundelivered")
    faults = []
    for address in addresses:
        await page.goto(f"{studio.url}/desk{address}")
        if address == "/undelivered":
            await shows(page, "30006")
        found = await Axe().run(page)
        faults += [
            (address, one["id"], one["nodes"][0]["html"][:200])
            for one in found.response["violations"]
            if one["impact"] in SERIOUS
        ]
    await page.get_by_role("button", name="Sign out").click()
    found = await Axe().run(page)
    faults += [
        ("sign-in", one["id"]) for one in found.response["violations"] if one["impact"] in SERIOUS
    ]
    assert faults == []
    await page.context.close()


async def test_the_picture_goes_along_on_whatsapp(studio: Service) -> None:
    phone = "whatsapp:+61400000009"
    await studio.ask("how many died", phone, "SMpicture", 30)
    (reply,) = await studio.replies(phone)
    assert reply["media"] == [f"{studio.url}/pictures/deaths.en.png"]

    async def delivered() -> bool:
        (reply,) = await studio.replies(phone)
        return str(reply["status"]) in {"delivered", "read"}

    await until(delivered, 60)  # so the picture could be fetched


async def test_pictures_for_the_guide(studio: Service, browser: Browser) -> None:
    page, _ = await joined(studio, browser, "Noor")
    shots = {
        "studio-overview": "/content",
        "studio-topic": "/content/topic/risk_sea",
        "studio-urdu": "/content/topic/risk_sea?locale=ur&channel=whatsapp&country=PK",
        "studio-burmese": "/content/topic/emergency_at_sea?locale=my&country=MY",
        "studio-numbers": "/content/numbers",
        "studio-new-topic": "/content/new-topic",
    }
    for name, address in shots.items():
        await page.goto(f"{studio.url}/desk{address}")
        await expect(page.locator("h1")).to_be_visible()
        shot = await page.screenshot()
        assert len(shot) > 20_000
        if os.environ.get("SUAR_KEEP_SCREENSHOTS"):
            await asyncio.to_thread((IMAGES / f"{name}.png").write_bytes, shot)
    await expect(page.locator("body")).to_have_css("direction", "ltr")
    await page.context.close()
