"""Who may enter, and how others are kept out."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text, update

from desk import accounts, guard
from desk.tables import sessions, staff
from tests.desk.conftest import PASSWORD, Desk


async def test_without_a_session_every_page_leads_to_the_sign_in(desk: Desk) -> None:
    browser = await desk.new_browser()
    for path in ("/desk/content", "/desk/content/topic/risk_sea", "/desk/staff", "/desk"):
        answer = await browser.client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"][:13]) == (303, "/desk/sign-in")
    answer = await browser.client.post("/desk/content/save", data={"key": "x"})
    assert answer.status == 403


async def test_a_link_makes_one_account_and_then_is_closed(desk: Desk) -> None:
    token = await desk.accounts.invite("editor", (), "a test")
    invite = await desk.accounts.open_invite(token)
    assert invite
    browser = await desk.new_browser()
    browser.key = invite.totp_secret
    words = {"name": "Noor", "password": PASSWORD, "password_again": PASSWORD}
    for wrong, says in (
        ({"password": "short", "password_again": "short"}, "12 characters or more"),
        ({"password_again": "another password"}, "The two passwords differ"),
        ({"code": "000000"}, "The code does not match"),
        ({"name": "N"}, "2 to 64 characters"),
    ):
        fields = {**words, "code": browser.code(), **wrong}
        answer = await browser.client.post(f"/desk/join/{token}", data=fields)
        assert (answer.status, says in await answer.text()) == (400, True), says
    answer = await browser.client.post(
        f"/desk/join/{token}", data={**words, "code": browser.code()}
    )
    assert (answer.status, answer.url.path) == (200, "/desk/content")
    assert "cannot be used" in await browser.get(f"/desk/join/{token}", 410)


async def test_a_link_is_good_for_a_day_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "INVITE_SECONDS", -1.0)
    token = await desk.accounts.invite("editor", (), "a test")
    assert await desk.accounts.open_invite(token) is None


async def test_name_password_and_code_open_the_desk_and_no_code_works_twice(desk: Desk) -> None:
    browser = await desk.join("viewer")
    await browser.post("/desk/sign-out")
    await browser.get("/desk/content")  # leads to the sign-in page
    again = await browser.sign_in("ayu lestari", code=browser.code(0))
    assert again.status == 403  # the code of joining
    later = await browser.sign_in("ayu lestari", code=browser.code(1))
    assert (later.status, later.headers["Location"]) == (303, "/desk/content")


@pytest.mark.parametrize("wrong", ["name", "password", "code"])
async def test_no_answer_tells_what_was_wrong(desk: Desk, wrong: str) -> None:
    browser = await desk.join("viewer")
    right = {"name": "Ayu Lestari", "password": PASSWORD, "code": browser.code(1)}
    answer = await browser.sign_in(**{**right, wrong: "no such thing"})
    assert answer.status == 403
    assert "Name, password or code did not match" in await answer.text()


async def test_five_wrong_tries_lock_the_account_for_a_quarter_of_an_hour(desk: Desk) -> None:
    browser = await desk.join("viewer")
    for _ in range(accounts.MAX_FAILURES):
        assert (await browser.sign_in("Ayu Lestari", "wrong password", "000000")).status == 403
    assert (await browser.sign_in("Ayu Lestari", code=browser.code(1))).status == 403
    async with desk.gateway.database.transaction() as connection:
        await connection.execute(update(staff).values(locked_until=time.time() - 1))
    assert (await browser.sign_in("Ayu Lestari", code=browser.code(1))).status == 303
    trail = [(one["name"], one["action"]) for one in await desk.accounts.trail()]
    assert ("Ayu Lestari", "locked") in trail


async def test_an_address_that_guesses_is_slowed_down(desk: Desk) -> None:
    browser = await desk.new_browser()
    browser.key = "A" * 32
    answers = [(await browser.sign_in(f"name {n}")).status for n in range(guard.TRIES + 1)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {403}


@pytest.mark.parametrize("column", ["created_at", "seen_at"])
async def test_a_session_ends_by_itself(desk: Desk, column: str) -> None:
    browser = await desk.join("viewer")
    async with desk.gateway.database.transaction() as connection:
        await connection.execute(update(sessions).values({column: time.time() - 13 * 3600}))
    answer = await browser.client.get("/desk/content", allow_redirects=False)
    assert answer.status == 303


async def test_a_closed_account_is_out_at_once_and_nobody_closes_their_own(desk: Desk) -> None:
    admin, editor = await desk.join("admin"), await desk.join("editor", name="Noor")
    ids = {one["name"]: one["id"] for one in await desk.accounts.everyone()}
    own = await admin.post(f"/desk/staff/{ids['Ayu Lestari']}/close")
    assert "You cannot close your own account" in await own.text()
    await admin.post(f"/desk/staff/{ids['Noor']}/close")
    assert (await editor.client.get("/desk/content", allow_redirects=False)).status == 303
    assert (await editor.sign_in("Noor", code=editor.code(1))).status == 403


async def test_a_form_from_another_site_or_without_its_token_is_refused(desk: Desk) -> None:
    browser = await desk.join("editor")
    token = await browser.form_token()
    elsewhere = await browser.client.post(
        "/desk/sign-out", data={"form_token": token}, headers={"Origin": "https://evil.example"}
    )
    assert elsewhere.status == 403
    for wrong in ("", "0" * 64, "ünsinn"):
        answer = await browser.client.post("/desk/sign-out", data={"form_token": wrong})
        assert answer.status == 403
    await browser.get("/desk/content/languages")


async def test_a_viewer_looks_a_translator_keeps_to_their_language(desk: Desk) -> None:
    viewer, translator = await desk.join("viewer"), await desk.join("translator", "ur", name="Noor")
    fields = {"key": "topics/risk_sea.title", "text": "x", "version": ""}
    for browser, locale in ((viewer, "ur"), (translator, "id"), (translator, "en")):
        answer = await browser.post("/desk/content/save", locale=locale, **fields)
        assert answer.status == 403
        for page in ("/desk/content/numbers/id_emergency", "/desk/content/new-topic",
                     "/desk/content/topic/risk_sea/checked", "/desk/content/teach",
                     "/desk/staff/invite", "/desk/content/figures/x/f"):  # fmt: skip
            assert (await browser.post(page, id="x", role="admin")).status == 403, page
    await viewer.get("/desk/staff", 403)


async def test_the_database_alone_opens_nothing(desk: Desk) -> None:
    browser = await desk.join("admin")
    cookie = browser.client.session.cookie_jar.filter_cookies(
        browser.client.make_url("/desk")  # type: ignore[arg-type]
    )[guard.COOKIE]
    async with desk.gateway.database.transaction() as connection:
        for table in ("staff", "staff_sessions", "staff_invites", "staff_audit"):
            rows = await connection.execute(text(f"SELECT * FROM {table}"))
            stored = repr(rows.fetchall())
            for secret in (cookie.value, browser.key, PASSWORD):
                assert secret not in stored, table
            assert "$argon2id$" in stored or table != "staff"


async def test_pages_may_run_nothing_but_our_own_files(desk: Desk) -> None:
    browser = await desk.join("viewer")
    answer = await browser.client.get("/desk/content")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = (await browser.sign_in("Ayu Lestari", code=browser.code(1))).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_the_page_after_signing_in_is_never_another_site(desk: Desk) -> None:
    browser = await desk.join("viewer")
    fields = {"name": "Ayu Lestari", "password": PASSWORD, "code": browser.code(1)}
    answer = await browser.client.post(
        "/desk/sign-in", data={**fields, "next": "//evil.example/desk/"}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/desk/content"
