"""Telegram: a private chat with a bot, through the whole gateway."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from channels.ledger.tables import consents, contacts, inbound, outbound
from tests.channels.bot_api import CHAT, SECRET, Chat, message
from tests.channels.conftest import Open
from tests.channels.house import House, until


async def test_a_text_is_answered_in_its_chat(open_chat: Open, database_url: str) -> None:
    chat = await open_chat(database_url)
    assert await chat.text("apakah kapal aman") == 200
    (sent,) = await chat.until_sent(1)
    assert sent == {
        "chat_id": CHAT,
        "text": "You said: apakah kapal aman",
        "link_preview_options": {"is_disabled": True},
    }
    await until(lambda: has_state(chat.house, "accepted"))


async def has_state(house: House, state: str) -> bool:
    return [row.state for row in await house.rows(outbound)] == [state]


async def test_telegram_and_twilio_serve_side_by_side(chat: Chat) -> None:
    await chat.text("from Telegram")
    await chat.house.text("by SMS", "SM1")
    assert [one["text"] for one in await chat.until_sent(1)] == ["You said: from Telegram"]
    assert [one["body"] for one in await chat.house.until_sent(1)] == ["You said: by SMS"]


async def test_without_a_twilio_account_telegram_serves_alone(
    open_chat: Open, tmp_path: Path
) -> None:
    alone = {"account_sid": "", "auth_token": "", "api_url": "", "demo": None}
    chat = await open_chat(f"sqlite:///{tmp_path}/alone.db", **alone)
    assert not chat.house.gateway.settings.is_demo
    await chat.text("halo")
    assert len(await chat.until_sent(1)) == 1
    assert await chat.house.text("halo", "SM1") == 404


async def test_without_a_token_there_is_no_telegram(small_house: House) -> None:
    async with small_house.session.post(f"{small_house.url}/telegram/message") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], "\udcff", "ü"])
async def test_without_the_secret_token_nothing_is_read(chat: Chat, secret: str | None) -> None:
    if secret and not secret.isascii():
        secret = secret.encode("utf-8", "surrogateescape").decode("latin-1")
    assert await chat.update(secret, message=message("halo")) == 403
    assert await chat.house.rows(inbound) == []


async def test_the_secret_token_is_made_of_the_key_where_none_is_set(
    open_chat: Open, tmp_path: Path
) -> None:
    from channels.telegram.adapter import secret_token

    chat = await open_chat(f"sqlite:///{tmp_path}/own.db", telegram_secret_token="")
    own = secret_token(chat.house.gateway.settings)
    assert await chat.update(own, message=message("halo")) == 200
    assert await chat.update(SECRET, message=message("halo")) == 403


async def test_of_the_person_nothing_but_the_sealed_chat_is_kept(
    chat: Chat, tmp_path: Path
) -> None:
    await chat.text("halo")
    await chat.until_sent(1)
    await until(lambda: has_state(chat.house, "accepted"))
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("telegram.db*"))
    for secret in (str(CHAT), "Siti", "siti_rahma", "halo"):
        assert secret.encode() not in stored
    assert str(CHAT) not in str(chat.house.rasa.asked)


async def test_a_repeated_update_changes_nothing(chat: Chat) -> None:
    for _ in range(3):
        assert await chat.update(update_id=1, message=message("halo")) == 200
    assert len(await chat.until_sent(1)) == 1
    assert len(await chat.house.rows(inbound)) == 1


async def test_an_updates_number_that_comes_again_for_another_message_is_a_new_one(
    chat: Chat,
) -> None:
    await chat.update(update_id=1, message=message("one"))
    await chat.update(update_id=1, message=message("two", message_id=42))
    assert len(await chat.until_sent(2)) == 2


@pytest.mark.parametrize(
    ("fields", "reply"),
    [
        ({"photo": [{"file_id": "x"}]}, "Reply media."),
        ({"photo": [{"file_id": "x"}], "caption": "look"}, "You said: look"),
        ({"voice": {}}, "Reply media."),
        ({"video": {}}, "Reply media."),
        ({"document": {}}, "Reply media."),
        ({"sticker": {"emoji": "x"}}, "Reply media."),
        ({"contact": {"phone_number": "+62811"}}, "Reply media."),
        ({"something_new": {}}, "Reply media."),
        ({"location": {"latitude": 0.0, "longitude": -30.0}}, "Reply place_kept_not."),
        ({"text": " \n"}, "Reply empty."),
        ({"text": "/start"}, "Reply help."),
        ({"text": "/start abc-123"}, "Reply help."),
        ({"text": "/START@SuarBot"}, "Reply help."),
        ({"text": "/help"}, "Reply help."),
        ({"text": "/help@SuarBot"}, "Reply help."),
        ({"text": "/stop"}, "Reply stopped."),
        ({"text": "/help me please"}, "You said: help me please"),
        ({"text": "/risk_sea"}, "You said: risk sea"),
        ({"text": "1/2 of us"}, "You said: 1/2 of us"),
        ({"text": "/"}, "You said: ?"),
    ],
)
async def test_each_kind_of_message_gets_its_reply(
    chat: Chat, fields: dict[str, Any], reply: str
) -> None:
    assert await chat.update(message=message(**fields)) == 200
    (sent,) = await chat.until_sent(1)
    assert sent["text"].split("\n")[0] == reply


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message("halo")},
        {"channel_post": message("halo")},
        {"message": message("halo", chat={"id": -1001, "type": "supergroup", "title": "We"})},
        {"message": message("/start", chat={"id": -1002, "type": "group", "title": "We"})},
        {"message": message("halo", chat={"id": -1003, "type": "channel"})},
        {"message": message("halo") | {"from": {"id": 5, "is_bot": True}}},
        {"message": message(pinned_message={"message_id": 4})},
        {"my_chat_member": {"chat": {"id": -1001, "type": "group"}, "new_chat_member": {"status": "kicked"}}},
        {"my_chat_member": {"chat": {"id": CHAT, "type": "private"}, "new_chat_member": {"status": "member"}}},
        {"poll": {}},
        {},
    ],
)  # fmt: skip
async def test_what_is_no_private_message_of_a_person_is_acknowledged_and_forgotten(
    chat: Chat, update: dict[str, Any]
) -> None:
    assert await chat.update(**update) == 200
    assert await chat.house.rows(contacts) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'"\\ud800"', b"nul", b"1" * 5000],
)
async def test_what_is_no_json_is_refused_and_never_an_error(chat: Chat, body: bytes) -> None:
    status, _ = await chat.post(body)
    assert status in {200, 400}
    assert await chat.house.rows(contacts) == []


async def test_an_endless_body_is_refused(chat: Chat) -> None:
    status, _ = await chat.post(b'{"update_id": 1, "x": "' + b"x" * 140_000 + b'"}')
    assert status == 413


async def test_a_long_text_that_quotes_another_is_read(chat: Chat) -> None:
    long = json.dumps(message("ကယ်ပါ" * 800, reply_to_message=message("မ" * 4096)))
    assert len(long) > 48_000
    status, _ = await chat.post(f'{{"update_id": 1, "message": {long}}}'.encode())
    assert status == 200
    assert len(await chat.until_sent(1)) == 1


async def test_a_shared_place_tells_the_country(chat: Chat) -> None:
    await chat.update(message=message(location={"latitude": 24.86, "longitude": 67.0}))
    (sent,) = await chat.until_sent(1)
    assert sent["text"].startswith("Now for Pakistan")
    await chat.text("123")
    await chat.until_sent(2)
    assert chat.house.rasa.asked[0]["metadata"]["country"] == "PK"


async def test_choices_are_buttons_and_a_press_is_answered_with_the_topic(chat: Chat) -> None:
    chat.house.rasa.choices = ["risk_sea", "out_of_scope"]
    await chat.text("menu")
    (sent,) = await chat.until_sent(1)
    assert sent["text"] == "You said: menu"
    rows = sent["reply_markup"]["inline_keyboard"]
    assert [[one["text"] for one in row] for row in rows] == [["risk_sea"], ["out_of_scope"]]
    shown = message("You said: menu", reply_markup=sent["reply_markup"])
    person = {"id": CHAT, "is_bot": False, "first_name": "Siti"}
    press = {"id": "77", "from": person, "message": shown, "data": rows[1][0]["callback_data"]}
    assert await chat.update(callback_query=press) == 200
    assert chat.api.of("answerCallbackQuery") == [{"callback_query_id": "77"}]
    await chat.until_sent(2)
    asked = chat.house.rasa.asked[-1]
    assert (asked["message"], asked["metadata"]["choices"]) == ("1", ["out_of_scope"])


async def test_a_press_that_we_did_not_issue_counts_as_the_words_on_the_button(
    chat: Chat,
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Danger at sea", "callback_data": "forged"}]]}
    press = {"id": "78", "from": {"id": CHAT}, "message": message("x", reply_markup=keyboard)}
    assert await chat.update(callback_query=press | {"data": "forged"}) == 200
    (sent,) = await chat.until_sent(1)
    assert sent["text"] == "You said: Danger at sea"


async def test_a_press_stops_spinning_even_where_it_means_nothing(chat: Chat) -> None:
    group = message("x", chat={"id": -5, "type": "group"})
    for number, press in enumerate([{"message": group, "data": "x"}, {"data": "x"}]):
        words = {"id": str(number), "from": {"id": CHAT}} | press
        assert await chat.update(callback_query=words) == 200
    assert len(chat.api.of("answerCallbackQuery")) == 2
    assert await chat.house.rows(contacts) == []


@pytest.mark.parametrize(
    ("command", "topic"), [("/danger", "emergency_danger"), ("/language", "choose_language")]
)
async def test_a_command_of_the_menu_opens_its_topic_in_the_persons_language(
    chat: Chat, command: str, topic: str
) -> None:
    await chat.text(command, language="ur")
    await chat.until_sent(1)
    (asked,) = chat.house.rasa.asked
    assert asked["message"] == "1"
    assert asked["metadata"]["choices"] == [topic]
    assert asked["metadata"]["locale"] == "ur"


@pytest.mark.parametrize(
    ("tag", "locale"), [("ur", "ur"), ("id-ID", "id"), ("en-GB", None), ("de", None), (None, None)]
)
async def test_the_apps_language_is_a_first_guess(
    chat: Chat, tag: str | None, locale: str | None
) -> None:
    await chat.text("123", language=tag)
    await chat.until_sent(1)
    metadata = chat.house.rasa.asked[0]["metadata"]
    assert metadata == {"locale": locale, "country": None, "form": "chat", "choices": []}


async def test_what_a_person_has_written_outweighs_the_app(chat: Chat) -> None:
    chat.house.rasa.locale = "my"
    await chat.text("မင်္ဂလာပါ", language="ur")
    await chat.until_sent(1)
    await chat.text("123", language="ur")
    await chat.until_sent(2)
    assert chat.house.rasa.asked[1]["metadata"]["locale"] == "my"


async def test_blocking_the_bot_is_stop(chat: Chat) -> None:
    await chat.text("halo")
    await chat.until_sent(1)
    private = {"id": CHAT, "type": "private"}
    left = {"chat": private, "from": {"id": CHAT}, "new_chat_member": {"status": "kicked"}}
    assert await chat.update(my_chat_member=left) == 200
    await until(lambda: has_opted_out(chat.house, True))
    assert [row.event for row in await chat.house.rows(consents)] == ["stop"]
    await chat.text("/start")
    sent = await chat.until_sent(2)
    assert sent[1]["text"] == "Reply started."
    await until(lambda: has_opted_out(chat.house, False))


async def has_opted_out(house: House, wanted: bool) -> bool:
    (contact,) = await house.rows(contacts)
    return (contact.opted_out_at is not None) == wanted
