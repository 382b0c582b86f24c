"""The web chat over its WebSocket: nothing lost, nothing doubled, nobody else's."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from channels.ledger.tables import inbound, outbound
from channels.web.guard import COOKIE
from tests.channels.conftest import Open
from tests.channels.house import House, until
from tests.channels.test_web_session import age_contact, age_session
from tests.channels.web_visitor import Visitor, web_chat


def new_id() -> str:
    return secrets.token_hex(10)


class Line:
    """A page's end of a WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.lines: list[tuple[str, str]] = []
        self.heard: list[dict[str, Any]] = []
        self.after = [0, 0]

    async def say(self, text: str, client_id: str | None = None) -> None:
        await self.socket.send_json({"t": "say", "id": client_id or new_id(), "text": text})

    async def hear(self, seconds: float = 30.0) -> dict[str, Any]:
        told: dict[str, Any] = await self.socket.receive_json(timeout=seconds)
        self.heard.append(told)
        if told["t"] == "log":
            self.lines += [("you" if one["mine"] else "us", one["text"]) for one in told["lines"]]
            self.after = told["after"]
        return told

    async def hear_until(self, text: str) -> None:
        while ("us", text) not in self.lines:
            await self.hear()


@asynccontextmanager
async def line(visitor: Visitor, after: Any = (0, 0), **hello: Any) -> AsyncIterator[Line]:
    house = visitor.house
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.jar.items())
    headers = {"Origin": house.url} | ({"Cookie": cookies} if cookies else {})
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.ws_connect(f"{house.url}/chat/talk", headers=headers) as socket,
    ):
        words = {"t": "hello", "after": after, "locale": "en", "chosen": ""} | hello
        await socket.send_json(words)
        yield Line(socket)


@pytest.fixture
async def visitor(small_house: House) -> Visitor:
    visitor = Visitor(small_house)
    await visitor.open()
    return visitor


async def test_a_text_is_acknowledged_and_answered_at_once(house: House) -> None:
    visitor = Visitor(house)
    await visitor.open()
    async with line(visitor) as page:
        client_id = new_id()
        await page.say("is it safe?", client_id)
        await page.hear_until("You said: is it safe?")
        assert {"t": "ok", "id": client_id} in page.heard
        last = [one for one in page.heard if one["t"] == "log"][-1]
        assert last["awaits"] is False

        async def delivered() -> bool:
            return [row.state for row in await house.rows(outbound)] == ["delivered"]

        await until(delivered)


async def test_after_a_break_what_was_not_acknowledged_is_sent_again_and_stored_once(
    visitor: Visitor,
) -> None:
    client_id = new_id()
    async with line(visitor) as page:
        await page.say("hello?", client_id)  # and the connection breaks before any word comes back
    async with line(visitor) as page:
        await page.say("hello?", client_id)
        await page.hear_until("You said: hello?")
    async with line(visitor, page.after) as page:
        await page.say("hello?", client_id)
        assert (await page.hear())["t"] == "ok"
        told = await page.hear()  # so that the page does not wait for ever
        assert (told["lines"], told["awaits"]) == ([], False)
    assert len(await visitor.house.rows(inbound)) == 1
    assert len(visitor.house.rasa.asked) == 1


async def test_an_answer_that_came_while_the_page_was_away_is_there_when_it_is_back(
    visitor: Visitor,
) -> None:
    visitor.house.rasa.pause = 0.5
    async with line(visitor) as page:
        await page.say("hello?")
        assert (await page.hear())["t"] == "ok"

    async def answered() -> bool:
        return len(await visitor.house.rows(outbound)) == 1

    await until(answered)
    async with line(visitor) as page:
        await page.hear_until("You said: hello?")
        assert page.lines == [("you", "hello?"), ("us", "You said: hello?")]
    async with line(visitor, page.after) as page:
        with pytest.raises(TimeoutError):
            await page.hear(0.5)  # it has all of it


async def test_two_pages_of_one_person_show_the_same(visitor: Visitor) -> None:
    async with line(visitor) as one, line(visitor) as two:
        await one.say("hello?")
        await one.hear_until("You said: hello?")
        await two.hear_until("You said: hello?")
        assert ("you", "hello?") in two.lines


async def test_an_answer_by_another_gateway_comes_without_a_wake(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(house)
    await visitor.open()
    ears = web_chat(house).provider._ears
    monkeypatch.setattr(ears, "wake", lambda _: None)
    house.rasa.pause = 0.5  # longer than the look that follows the text itself
    async with line(visitor) as page:
        await page.say("hello?")
        await page.hear_until("You said: hello?")


async def test_one_person_cannot_take_up_the_ids_of_another(small_house: House) -> None:
    client_id = new_id()
    for text in ("first", "second"):
        visitor = Visitor(small_house)
        await visitor.open()
        async with line(visitor) as page:
            await page.say(text, client_id)
            await page.hear_until(f"You said: {text}")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_a_page_of_another_site_gets_no_socket(visitor: Visitor, origin: str) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.jar.items())
    headers = {"Cookie": cookies} | ({"Origin": origin} if origin else {})
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with visitor.house.session.ws_connect(
            f"{visitor.house.url}/chat/talk", headers=headers
        ):
            pass
    assert refused.value.status == 403


async def test_without_a_session_the_chat_is_over(visitor: Visitor) -> None:
    visitor.jar = {COOKIE: "A" * 22 + f".1{'0' * 9}..{'0' * 32}"}
    async with line(visitor) as page:
        assert await page.hear() == {"t": "over"}


async def test_an_idle_session_is_over_and_takes_nothing_more(visitor: Visitor) -> None:
    async with line(visitor) as page:
        await page.say("hello?")
        await page.hear_until("You said: hello?")
    age_session(visitor)  # it lives on, for something was written just now
    async with line(visitor) as page:
        await page.hear_until("You said: hello?")
        await age_contact(visitor)
        await page.say("still there?")
        assert await page.hear() == {"t": "over"}
    async with line(visitor) as page:
        assert await page.hear() == {"t": "over"}
    assert len(visitor.house.rasa.asked) == 1


@pytest.mark.parametrize("before", [True, False])
async def test_delete_is_confirmed_and_ends_the_chat(house: House, before: bool) -> None:
    visitor = Visitor(house)
    await visitor.open()
    async with line(visitor) as page:
        if before:
            await page.say("hello?")
            await page.hear_until("You said: hello?")
        await page.say("DELETE")
        while (told := await page.hear())["t"] != "over":
            pass
        assert told["line"]["text"] == "Reply deleted."
    assert {row.body for row in await house.rows(inbound)} == {None}


async def test_leaving_on_one_page_ends_the_other(visitor: Visitor) -> None:
    async with line(visitor) as page:
        await page.say("hello?")
        await page.hear_until("You said: hello?")
        await visitor.post("/chat/leave", visitor.fields() | {"quiet": "1"})
        assert visitor.status == 204
        while (await page.hear())["t"] != "over":
            pass


@pytest.mark.parametrize("text", ["", " ", "a" * 1601, 7, {"a": 1}])
async def test_what_cannot_be_taken_is_said_so(visitor: Visitor, text: Any) -> None:
    async with line(visitor) as page:
        client_id = new_id()
        await page.socket.send_json({"t": "say", "id": client_id, "text": text})
        taken = isinstance(text, (int, dict))  # whatever it is, it is a text to us
        assert (await page.hear()) == {"t": "ok" if taken else "no", "id": client_id}


@pytest.mark.parametrize("client_id", ["short", "a" * 25, "x-y" * 6, "", "../../../../../../etc"])
async def test_an_id_that_no_page_of_ours_makes_is_refused(
    visitor: Visitor, client_id: str
) -> None:
    async with line(visitor) as page:
        await page.socket.send_json({"t": "say", "id": client_id, "text": "hello?"})
        assert (await page.hear())["t"] == "no"
    assert await visitor.house.rows(inbound) == []


@pytest.mark.parametrize("frame", ["[]", "{", '{"t":"log"}', '"say"', "null", "x" * 20_000])
async def test_a_frame_of_another_form_ends_the_connection(visitor: Visitor, frame: str) -> None:
    async with line(visitor) as page:
        await page.socket.send_str(frame)
        message = await page.socket.receive(timeout=30)
        assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}


@pytest.mark.parametrize("after", [None, "x", [1], [-1, 2], [1.5, "a"], [10**30, 0]])
async def test_a_broken_cursor_shows_everything(visitor: Visitor, after: Any) -> None:
    async with line(visitor) as page:
        await page.say("hello?")
        await page.hear_until("You said: hello?")
    async with line(visitor, after) as page:
        await page.hear_until("You said: hello?")


async def test_too_many_texts_are_refused(open_house: Open, tmp_path: object) -> None:
    house: House = await open_house(f"sqlite:///{tmp_path}/many.db", limit_burst=3)
    visitor = Visitor(house)
    await visitor.open()
    async with line(visitor) as page:
        told: list[str] = []
        for number in range(6):
            await page.say(f"text {number}")
        while len(told) < 6:
            heard = await page.hear()
            told += [heard["t"]] if heard["t"] in {"ok", "no"} else []
        assert told == ["ok"] * 4 + ["no"] * 2
        await page.hear_until("Reply slow_down.")


async def test_whoever_is_dropped_at_the_first_word_is_not_told_of_erasing(
    visitor: Visitor,
) -> None:
    async with line(visitor) as page:
        await page.say("Auto-reply: I am away")
        assert (await page.hear())["t"] == "no"
        await page.say("hello?")
        await page.hear_until("You said: hello?")


async def test_one_contact_opens_only_so_many_sockets(visitor: Visitor) -> None:
    async with asyncio.timeout(20):
        pages = [line(visitor) for _ in range(6)]
        for page in pages:
            await page.__aenter__()
        await asyncio.sleep(0.3)
        async with line(visitor) as one_more:
            message = await one_more.socket.receive(timeout=30)
            assert message.type is aiohttp.WSMsgType.CLOSE
            assert message.data == 1013
        for page in pages:
            await page.__aexit__(None, None, None)


async def test_a_frame_says_its_session_itself(small_house: House) -> None:
    guest = Visitor(small_house)
    await guest.open("/chat/framed")
    token = guest.html.partition('data-session="')[2].partition('"')[0]
    async with line(guest, session=token) as page:
        await page.say("hello?")
        await page.hear_until("You said: hello?")
    async with line(guest, session=token) as page:
        await page.hear_until("You said: hello?")  # the site's next page
    await guest.post("/chat/leave", {"quiet": "1", "session": token})
    async with line(guest, session=token) as page:
        with pytest.raises(TimeoutError):
            await page.hear(0.5)
        assert page.lines == []


async def test_the_words_follow_the_language_of_the_answer(visitor: Visitor) -> None:
    visitor.house.rasa.locale = "ur"
    async with line(visitor) as page:
        await page.say("hello?")
        await page.hear_until("You said: hello?")
        (told,) = [one for one in page.heard if "words" in one]
        assert (told["lang"], told["dir"]) == ("ur", "rtl")
        assert told["words"]["web_send"] == "Reply web_send."
    async with line(visitor, chosen="my", locale="my") as page:
        await page.hear_until("You said: hello?")
        assert [one for one in page.heard if "words" in one] == []


async def test_the_gateway_stops_without_waiting_for_open_pages(visitor: Visitor) -> None:
    async with line(visitor) as page:
        await page.say("hello?")
        await page.hear_until("You said: hello?")
        await visitor.house.gateway._hang_up(None)  # type: ignore[arg-type]
        message = await page.socket.receive(timeout=30)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)
