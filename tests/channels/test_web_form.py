"""The web chat as a plain form, without a script."""

from __future__ import annotations

import pytest

from channels.ledger.tables import contacts, inbound, outbound
from channels.web.door import MAX_CHARACTERS
from tests import builder
from tests.channels.conftest import Open
from tests.channels.house import House, until
from tests.channels.web_visitor import Visitor


@pytest.fixture
def visitor(small_house: House) -> Visitor:
    return Visitor(small_house)


async def test_a_text_is_stored_answered_and_shown_with_its_answer(house: House) -> None:
    visitor = Visitor(house)
    await visitor.open()
    assert visitor.said() == []
    await visitor.write("is the boat safe?")
    assert visitor.said() == [("you", "is the boat safe?"), ("us", "You said: is the boat safe?")]
    (contact,), (row,) = await house.rows(contacts), await house.rows(inbound)
    assert (contact.channel, contact.country, row.our_address) == ("web", None, "web:suar")
    assert (await house.rows(outbound))[0].state == "delivered"
    await visitor.write("and by land?")
    assert [text for who, text in visitor.said() if who == "you"] == [
        "is the boat safe?", "and by land?",
    ]  # fmt: skip


async def test_a_form_sent_twice_is_one_message(visitor: Visitor) -> None:
    await visitor.open()
    twice = visitor.fields() | {"text": "hello?"}
    await visitor.post("/chat", twice)
    await visitor.post("/chat", twice)
    assert len(visitor.said()) == 2
    assert len(visitor.house.rasa.asked) == 1


async def test_a_late_answer_is_promised_and_shown_on_the_next_look(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.web.pages.ANSWER_SECONDS", 0.1)
    visitor.house.rasa.pause = 3.0
    await visitor.open()
    await visitor.write("hello?")
    assert visitor.said() == [("you", "hello?")]
    assert "Reply web_waiting." in visitor.html
    assert 'href="/chat" data-word="web_refresh"' in visitor.html

    async def answered() -> bool:
        await visitor.open()
        return len(visitor.said()) == 2

    await until(answered)
    assert 'data-word="web_refresh"' not in visitor.html


async def test_choices_are_buttons_and_come_back_with_what_they_stand_for(
    visitor: Visitor,
) -> None:
    visitor.house.rasa.choices = ["risk_sea", "check_agency"]
    await visitor.open()
    await visitor.write("help me choose")
    assert visitor.said()[1] == ("us", "You said: help me choose")  # no numbered list
    await visitor.press("check_agency")
    assert visitor.said()[2] == ("you", "check_agency")
    asked = visitor.house.rasa.asked[1]
    assert (asked["message"], asked["metadata"]["choices"]) == ("1", ["check_agency"])


async def test_a_button_that_was_not_offered_is_refused(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.post("/chat", visitor.fields() | {"payload": "risk_sea~000000000000"})
    assert visitor.house.rasa.asked == []


async def test_a_picture_has_its_words_in_the_readers_language(visitor: Visitor) -> None:
    visitor.house.rasa.picture = "deaths"
    await visitor.open()
    await visitor.write("how many died?")
    assert '<img src="/pictures/deaths.id.png" alt="Reply picture_deaths_alt."' in visitor.html


async def test_what_people_write_is_never_markup(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.write('<img src=x onerror="alert(1)">')
    assert "<img" not in visitor.html
    assert visitor.said()[0] == ("you", '<img src=x onerror="alert(1)">')


@pytest.mark.parametrize("text", ["", "   ", "\r\n", "a" * (MAX_CHARACTERS + 1), "\x00"])
async def test_what_is_empty_or_too_long_is_refused_and_kept_in_the_field(
    visitor: Visitor, text: str
) -> None:
    await visitor.open()
    await visitor.write(text)
    assert "Reply web_failed." in visitor.html
    assert visitor.house.rasa.asked == []


async def test_line_ends_do_not_count_twice(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.write("a\r\n" * 500)
    assert len(visitor.house.rasa.asked) == 1


async def test_too_many_are_refused_and_the_text_is_kept(
    open_house: Open, tmp_path: object
) -> None:
    house: House = await open_house(f"sqlite:///{tmp_path}/many.db", limit_burst=3)
    visitor = Visitor(house)
    await visitor.open()
    for number in range(4):
        await visitor.write(f"question {number}")
    assert visitor.said()[-1] == ("us", "Reply slow_down.")
    await visitor.write("one more")
    assert "Reply web_failed." in visitor.html
    assert "one more</textarea>" in visitor.html
    assert len(house.rasa.asked) == 3


async def test_two_visitors_see_only_their_own(small_house: House) -> None:
    one, two = Visitor(small_house), Visitor(small_house)
    for visitor, text in ((one, "first secret"), (two, "second secret")):
        await visitor.open()
        await visitor.write(text)
    assert "second" not in one.html
    assert "first" not in two.html
    await one.open()
    assert [text for _, text in one.said()] == ["first secret", "You said: first secret"]


async def test_nothing_is_stored_of_whoever_only_looks(visitor: Visitor) -> None:
    await visitor.open()
    assert await visitor.house.rows(contacts) == []


@pytest.mark.parametrize(
    ("accepted", "lang", "direction"),
    [
        ("ur-PK,ur;q=0.9,en;q=0.8", "ur", "rtl"),
        ("in-ID", "id", "ltr"),
        ("de-DE,de;q=0.9,my;q=0.5", "my", "ltr"),
        ("en;q=0.2,my;q=0.7", "my", "ltr"),
        ("tlh;q=nonsense,,;;*", "en", "ltr"),
        ("", "en", "ltr"),
    ],
)
async def test_the_page_begins_in_the_browsers_language(
    visitor: Visitor, accepted: str, lang: str, direction: str
) -> None:
    visitor.language = accepted
    await visitor.open()
    assert f'<html lang="{lang}" dir="{direction}">' in visitor.html


async def test_the_page_follows_the_answers_unless_a_language_was_chosen(
    visitor: Visitor,
) -> None:
    await visitor.open()
    await visitor.write("berapa?")
    assert '<html lang="id"' in visitor.html  # the few words answer in Indonesian
    await visitor.open("/chat?lang=ur")
    await visitor.open()
    assert '<html lang="ur" dir="rtl">' in visitor.html
    assert len(visitor.said()) == 2


async def test_the_chosen_language_is_what_the_understanding_starts_from(
    visitor: Visitor,
) -> None:
    await visitor.open("/chat?lang=ur")
    await visitor.write("ok")
    assert visitor.house.rasa.asked[0]["metadata"]["locale"] == "ur"


async def test_the_page_speaks_the_language(open_house: Open, tmp_path: object) -> None:
    house: House = await open_house(f"sqlite:///{tmp_path}/words.db")
    builder.translate(house.gateway.settings.content, "ur", {"replies/web_send": "بھیجیں"})
    house.gateway.live.refresh()
    visitor = Visitor(house, "ur")
    await visitor.open()
    assert "بھیجیں</button>" in visitor.html


async def test_nothing_runs_on_the_page_but_our_own_files(visitor: Visitor) -> None:
    await visitor.open()
    policy = visitor.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert visitor.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.headers["Referrer-Policy"] == "no-referrer"
    assert visitor.headers["Cache-Control"] == "no-store"
    assert "<style" not in visitor.html
    assert " style=" not in visitor.html
    assert " on" not in "".join(part.split(">")[0] for part in visitor.html.split("<"))


async def test_files_are_kept_for_ever_under_the_name_of_their_content(visitor: Visitor) -> None:
    import re

    await visitor.open()
    for url in re.findall(r'(?:href|src)="(/chat/static/[^"]+)"', visitor.html):
        async with visitor.house.session.get(visitor.house.url + url) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
    async with visitor.house.session.get(f"{visitor.house.url}/chat/static/chat.js") as answer:
        assert answer.status == 404
    async with visitor.house.session.get(
        f"{visitor.house.url}/chat/static/..%2f..%2fadapter.py"
    ) as answer:
        assert answer.status == 404


async def test_no_site_may_frame_the_chat_unless_it_is_named(
    open_house: Open, tmp_path: object, visitor: Visitor
) -> None:
    await visitor.open("/chat/framed")
    assert "frame-ancestors 'none'" in visitor.headers["Content-Security-Policy"]
    await visitor.open("/chat/embed.js")
    assert visitor.status == 404
    site = "https://campaign.example"
    named: House = await open_house(f"sqlite:///{tmp_path}/sites.db", web_sites=site)
    guest = Visitor(named)
    await guest.open("/chat/framed?guess=my")
    assert f"frame-ancestors {site}" in guest.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in guest.headers
    assert guest.jar == {}  # in a frame there is no cookie
    assert '<html lang="my"' in guest.html
    await guest.open()
    assert "frame-ancestors 'none'" in guest.headers["Content-Security-Policy"]
    await guest.open("/chat/embed.js")
    assert guest.status == 200
    assert "Reply web_title." in guest.html


@pytest.mark.parametrize("sites", ["example.org", "https://a.example/path", "*", "https://a'; x"])
def test_a_site_is_an_origin(sites: str) -> None:
    from channels.settings import Settings

    with pytest.raises(ValueError, match="origins"):
        Settings(_env_file=None, web_sites=sites)  # type: ignore[call-arg]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/\r\nx: y", "/chat"])
def test_the_way_out_is_a_page(url: str) -> None:
    from channels.settings import Settings

    with pytest.raises(ValueError, match="address of a page"):
        Settings(_env_file=None, web_exit_url=url)  # type: ignore[call-arg]
