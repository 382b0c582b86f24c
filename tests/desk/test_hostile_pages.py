"""What somebody writes, or sends beside a page, never runs in another's browser nor opens a file."""

from __future__ import annotations

import asyncio
import re

import pytest
from aiohttp import CookieJar
from yarl import URL

from desk import guard
from desk.accounts import Refused
from tests.desk.conftest import PASSWORD, Browser, Desk

SCRIPT = '<script>alert("zqx")</script><img src=x onerror=alert(1)>\'"'


async def raw(desk: Desk, line: str, *headers: str) -> tuple[int, str]:
    """Send a request that no client library would let through; status and answer."""
    browser = await desk.new_browser()
    reader, writer = await asyncio.open_connection(browser.client.host, browser.client.port)
    lines = [line, "Host: desk.example", "Connection: close", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    answer = (await asyncio.wait_for(reader.read(), 30)).decode("utf-8", "replace")
    writer.close()
    return int(answer.split()[1]), answer


@pytest.mark.parametrize(
    "path",
    [
        "/desk/static/../templates/staff.html",
        "/desk/static/..%2ftemplates%2fstaff.html",
        "/desk/static/%2e%2e/%2e%2e/channels/settings.py",
        "/desk/static/..%5c..%5c.env",
        "/desk/static//etc/passwd",
        "/desk/static/%00",
        "/desk/static/",
    ],
)
async def test_no_path_leads_out_of_the_static_files(desk: Desk, path: str) -> None:
    status, answer = await raw(desk, f"GET {path} HTTP/1.1")
    assert status in {303, 400, 403, 404}
    assert "{%" not in answer
    assert "root:" not in answer


@pytest.mark.parametrize("owner", ["..", "../../etc/passwd", "risk_sea/..", "%2e%2e", "a\x00"])
async def test_no_name_of_a_text_leads_out_of_the_content(desk: Desk, owner: str) -> None:
    browser = await desk.join("admin")
    quoted = owner.replace("/", "%2f").replace("\x00", "%00")
    before = desk.log()
    await browser.client.get(URL(f"/desk/content/topic/{quoted}", encoded=True))
    for path in (f"/desk/content/topic/{quoted}/checked", f"/desk/content/topic/{quoted}/questions",
                 f"/desk/content/numbers/{quoted}", f"/desk/content/figures/{quoted}/f"):  # fmt: skip
        token = await browser.form_token()
        form = {"form_token": token, "language": owner, "lines": "x", "value": "1",
                "status": "sourced"}  # fmt: skip
        answer = await browser.client.post(URL(path, encoded=True), data=form)
        assert answer.status in {400, 404, 422}, path
    for fields in ({"id": owner}, {"id": f"x/{owner}"}):
        answer = await browser.post("/desk/content/new-topic", section="help", kind="faq", **fields)
        assert answer.status == 422
        answer = await browser.post("/desk/content/languages", **fields)
        assert answer.status == 422
    answer = await browser.post(
        "/desk/content/save", key=f"topics/{owner}.sms", locale="en", text="x"
    )
    assert answer.status in {404, 422}
    answer = await browser.post(
        "/desk/content/save", key="topics/risk_sea.sms", locale=owner, text="x"
    )
    assert answer.status in {404, 422}
    assert desk.log() == before


async def test_markup_in_a_name_a_search_or_an_answer_is_shown_and_never_run(desk: Desk) -> None:
    admin = await desk.join("admin")
    await desk.join("editor", name=f"Noor {SCRIPT}"[:64])
    pages = [await admin.get("/desk/staff")]
    pages.append(await admin.get(f"/desk/content/search?q={URL.build(path=SCRIPT).raw_path}"))
    pages.append(await admin.get(f"/desk/content/numbers?said={URL.build(path=SCRIPT).raw_path}"))
    answer = await admin.post("/desk/content/new-topic", id=SCRIPT, title=SCRIPT, sms=SCRIPT)
    pages.append(await answer.text())
    answer = await admin.post("/desk/content/languages", id=SCRIPT)
    pages.append(await answer.text())
    stranger = await desk.new_browser()
    answer = await stranger.client.get("/desk/sign-in", params={"next": f"/desk/{SCRIPT}"})
    pages.append(await answer.text())
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in pages[0]


async def test_no_page_has_a_script_or_style_of_its_own(desk: Desk) -> None:
    admin = await desk.join("admin")
    for path in ("/desk/content", "/desk/content/topic/risk_sea", "/desk/staff",
                 "/desk/content/numbers", "/desk/content/new-topic", "/desk/content/changes"):  # fmt: skip
        page = await admin.get(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), path


async def test_every_answer_forbids_frames_inline_scripts_and_guessed_types(desk: Desk) -> None:
    browser = await desk.join("viewer")
    for path, status in (("/desk/content", 200), ("/desk/staff", 403), ("/desk/nowhere", 404),
                         ("/desk/sign-in", 200), ("/desk/join/none", 410)):  # fmt: skip
        answer = await browser.client.get(path)
        assert answer.status == status
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    answer = await browser.client.get("/desk/static/desk.css")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_session_given_by_another_is_not_taken_over(desk: Desk) -> None:
    browser = await desk.join("viewer")
    token = "chosen-by-an-attacker"
    planted = await desk.new_browser()
    jar = planted.client.session.cookie_jar
    assert isinstance(jar, CookieJar)
    planted.client.session.cookie_jar.update_cookies({guard.COOKIE: token})
    planted.key = browser.key
    answer = await planted.sign_in("Ayu Lestari", code=browser.code(1))
    assert answer.status == 303
    assert answer.cookies[guard.COOKIE].value not in {token, ""}
    assert await desk.accounts.member(token) is None


async def test_whoever_signs_out_cannot_be_followed_by_the_old_cookie(desk: Desk) -> None:
    browser = await desk.join("viewer")
    cookies = browser.client.session.cookie_jar.filter_cookies(browser.client.make_url("/desk"))
    token = cookies[guard.COOKIE].value
    assert await desk.accounts.member(token)
    await browser.post("/desk/sign-out")
    assert await desk.accounts.member(token) is None


async def test_the_cookie_is_for_https_only_where_our_address_is_https(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiohttp import web

    for secure in (True, False):
        response = web.Response()
        guard.keep_signed_in(response, "token", secure)
        cookie = response.cookies[guard.COOKIE]
        assert (bool(cookie["secure"]), cookie["httponly"], cookie["samesite"]) == (
            secure, True, "Strict",
        )  # fmt: skip
        assert cookie["path"] == "/desk"


async def test_a_header_does_not_give_more_tries(desk: Desk) -> None:
    browser = await desk.new_browser()
    answers = []
    for number in range(guard.TRIES + 1):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        fields = {"name": f"name {number}", "password": PASSWORD, "code": "000000"}
        answer = await browser.client.post("/desk/sign-in", data=fields, headers=headers)
        answers.append(answer.status)
    assert answers[-1] == 429


async def test_behind_a_proxy_that_we_know_one_who_guesses_locks_out_nobody_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipaddress import ip_network

    trusted = [ip_network("127.0.0.0/8")]
    monkeypatch.setitem(desk.gateway.settings.__dict__, "trusted_proxies", trusted)
    browser = await desk.new_browser()

    async def guess(told: str) -> int:
        fields = {"name": "somebody", "password": PASSWORD, "code": "000000"}
        headers = {"X-Forwarded-For": told}
        return (await browser.client.post("/desk/sign-in", data=fields, headers=headers)).status

    # What the attacker writes stands first; the proxy adds the address that it sees.
    made_up = [await guess(f"9.9.9.{n}, 8.8.8.8") for n in range(guard.TRIES + 1)]
    assert made_up[-1] == 429
    assert await guess("1.1.1.1") == 403


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b[2J", "\u202e", "\u2066", "\u200f"])
async def test_a_name_that_would_not_look_as_it_is_is_refused(desk: Desk, sign: str) -> None:
    token = await desk.accounts.invite("admin", (), "a test")
    with pytest.raises(Refused, match="Write your name"):
        await desk.accounts.join(token, f"Ayu{sign} Lestari", PASSWORD, "000000")
    browser = await desk.join("viewer")
    answer = await browser.sign_in(f"Ayu{sign}Lestari", code=browser.code(1))
    assert answer.status == 403


@pytest.mark.parametrize("name", ["نور\u200cجهان", "ක්\u200dෂ මාලා", "Nguyễn Thị"])
async def test_a_name_of_any_script_is_taken(desk: Desk, name: str) -> None:
    browser: Browser = await desk.join("viewer", name=name)
    assert name in await browser.get("/desk/content")


@pytest.mark.parametrize(
    ("method", "headers", "body"),
    [
        ("POST", {"Content-Type": "application/x-www-form-urlencoded; charset=nonsense"}, b"a=1"),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"name=\xff\xfe"),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"name=%00&password=%00&code=%00"),
        ("POST", {"Content-Type": "multipart/form-data"}, b"x"),
        ("POST", {"Content-Type": "multipart/form-data; boundary=b"}, b"--b\r\n\r\n"),
        ("POST", {"Content-Type": "application/json"}, b"[" * 100_000),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"a" * 300_000),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=1&" * 50_000),
    ],
)  # fmt: skip
async def test_a_malformed_form_gets_no_details(
    desk: Desk, method: str, headers: dict[str, str], body: bytes
) -> None:
    browser = await desk.new_browser()
    answer = await browser.client.request(method, "/desk/sign-in", data=body, headers=headers)
    assert answer.status in {400, 403, 413, 503}
    text = await answer.text()
    assert "Traceback" not in text
    assert "Error" not in text
