"""A web chat's session: nobody else's, over in time, and gone when the person leaves."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy import update

from channels.ledger.tables import contacts, inbound, outbound
from channels.web.guard import COOKIE
from tests.channels.house import House, until
from tests.channels.web_visitor import Visitor, web_chat

EXIT = "https://www.google.com/search?q=weather"


@pytest.fixture
def visitor(small_house: House) -> Visitor:
    return Visitor(small_house)


async def test_the_one_cookie_ends_with_the_browser_and_is_for_the_chat_only(
    visitor: Visitor,
) -> None:
    await visitor.open()
    assert list(visitor.jar) == [COOKIE]
    given = visitor.headers["Set-Cookie"]
    for rule in ("HttpOnly", "SameSite=Strict", "Path=/chat", "Secure"):
        assert rule in given
    assert "Max-Age" not in given
    assert "expires" not in given.lower()


async def test_a_session_that_we_did_not_issue_is_not_taken_up(visitor: Visitor) -> None:
    planted = f"{'A' * 22}.{int(time.time())}..{'0' * 32}"
    visitor.jar[COOKIE] = planted
    await visitor.open()
    assert visitor.jar[COOKIE] != planted


async def test_a_session_cannot_be_made_longer_by_its_owner(visitor: Visitor) -> None:
    await visitor.open()
    random, issued, *rest = visitor.jar[COOKIE].split(".")
    visitor.jar[COOKIE] = ".".join([random, str(int(issued) + 9), *rest])
    before = visitor.fields()
    await visitor.post("/chat", before | {"text": "hello?"})
    assert visitor.house.rasa.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_write_in_a_visitors_name(
    visitor: Visitor, headers: dict[str, str]
) -> None:
    await visitor.open()
    await visitor.post("/chat", visitor.fields() | {"text": "hello?"}, **headers)
    assert visitor.status == 403
    assert visitor.house.rasa.asked == []


async def test_a_form_needs_the_token_of_its_page(visitor: Visitor) -> None:
    await visitor.open()
    no_word = {**visitor.fields(), "text": "hello?", "form": "0" * 32}
    await visitor.post("/chat", no_word, Origin="null")  # as browsers say under no-referrer
    assert visitor.status == 403
    await visitor.open()
    await visitor.post("/chat", visitor.fields() | {"text": "hello?"}, Origin="null")
    assert len(visitor.said()) == 2
    other = Visitor(visitor.house)
    await other.open()
    await visitor.open()
    await visitor.write("hello?", form=other.fields()["form"])
    assert visitor.status == 403


async def test_a_session_ends_when_nothing_was_written_for_long(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.write("hello?")
    await idle(visitor)
    old = visitor.jar[COOKIE]
    fields = visitor.fields()
    await visitor.open()
    assert "hello?" not in visitor.html
    assert 'id="over" hidden' not in visitor.html
    assert visitor.jar[COOKIE] != old
    visitor.jar[COOKIE] = old
    await visitor.post("/chat", fields | {"text": "still me"})
    assert len(visitor.house.rasa.asked) == 1
    assert "still me</textarea>" in visitor.html  # to be sent again, in a chat of its own
    await visitor.write("still me")
    assert [text for _, text in visitor.said()] == ["still me", "You said: still me"]


async def idle(visitor: Visitor) -> None:
    """As if the last half hour had gone by: for the session and what it wrote."""
    age_session(visitor)
    await age_contact(visitor)


def age_session(visitor: Visitor) -> None:
    sessions = web_chat(visitor.house)._sessions
    session = sessions.read(visitor.jar[COOKIE])
    visitor.jar[COOKIE] = sessions.token(replace(session, issued=session.issued - 1900))


async def age_contact(visitor: Visitor) -> None:
    async with visitor.house.gateway.database.transaction() as connection:
        await connection.execute(update(contacts).values(seen_at=time.time() - 1900))


async def test_leaving_forgets_the_session_and_what_was_said(house: House) -> None:
    visitor = Visitor(house)
    await visitor.open()
    await visitor.write("hello?")
    stolen = dict(visitor.jar)
    await visitor.post("/chat/leave", visitor.fields())
    assert (visitor.status, visitor.headers["Location"]) == (303, EXIT)
    assert visitor.jar == {}
    assert {row.body for row in await house.rows(inbound)} == {None}
    assert {row.body for row in await house.rows(outbound)} == {None}
    visitor.jar = stolen
    await visitor.open()
    assert visitor.said() == []


async def test_leaving_before_the_answer_leaves_no_answer_behind(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.web.pages.ANSWER_SECONDS", 0.1)
    house.rasa.pause = 1.0
    visitor = Visitor(house)
    await visitor.open()
    await visitor.write("hello?")
    await visitor.post("/chat/leave", visitor.fields())

    async def asked() -> bool:
        return len(house.rasa.asked) == 1

    await until(asked)
    later = Visitor(house)
    house.rasa.pause = 0.0
    monkeypatch.setattr("channels.web.pages.ANSWER_SECONDS", 8.0)
    await later.open()
    await later.write("somebody else")
    assert len(later.said()) == 2
    texts = [row for row in await house.rows(inbound) if row.body]
    assert len(texts) == 1


async def test_delete_is_confirmed_and_nothing_is_left(house: House) -> None:
    visitor = Visitor(house)
    await visitor.open()
    await visitor.write("hello?")
    old = visitor.jar[COOKIE]
    await visitor.write("DELETE")
    assert visitor.said() == [("us", "Reply deleted.")]
    assert visitor.jar[COOKIE] != old
    assert {row.body for row in await house.rows(inbound)} == {None}
    await visitor.open()
    assert visitor.said() == []
    await visitor.write("somebody new")
    assert len(visitor.said()) == 2


async def test_nobody_is_kept_from_leaving(visitor: Visitor) -> None:
    await visitor.post("/chat/leave", {}, Origin="https://evil.example")
    assert visitor.headers["Location"] == EXIT


async def test_another_site_cannot_end_a_chat(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.write("hello?")
    kept = dict(visitor.jar)
    await visitor.post("/chat/leave", visitor.fields(), Origin="https://evil.example")
    visitor.jar = dict(kept)
    await visitor.post("/chat/leave", {}, Origin="null")  # from a frame in a sandbox
    visitor.jar = kept
    await visitor.open()
    assert len(visitor.said()) == 2


async def test_a_new_chat_begins_empty(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.write("hello?")
    await visitor.post("/chat/leave", visitor.fields() | {"anew": "1"})
    assert visitor.said() == []


def test_the_last_message_counts_by_session_not_by_page(small_house: House) -> None:
    sessions = web_chat(small_house)._sessions
    one, two = sessions.new(), sessions.new("ur")
    assert sessions.address(one) != sessions.address(two)
    assert one.random not in sessions.address(one)
    assert sessions.read(sessions.token(two)) == two
    assert sessions.address(sessions.speaking(one, "my")) == sessions.address(one)
