"""Telegram's sender: each failure ends as it should, and the bot's token stays with us."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import sentry_sdk
from sqlalchemy import update
from structlog.stdlib import ProcessorFormatter

from channels import logs
from channels.ledger.tables import outbound
from channels.messages import Outgoing
from channels.rules import Remedy
from channels.sending import NotSent, Refused, Unknown
from channels.telegram.bot_api import BotApi as Client
from channels.telegram.sender import TelegramSender
from tests.channels.bot_api import CHAT, TOKEN, BotApi, Chat
from tests.channels.house import PUBLIC_URL, until
from tests.channels.test_telegram import has_opted_out, has_state

OUTGOING = Outgoing(
    id=7, contact_id="c", channel="telegram", address=f"telegram:{CHAT}", our_address="telegram:1",
    text="hello", attempts=0, created_at=0.0, started_at=None, lease_until=0.0, unsure=False,
)  # fmt: skip


@pytest.fixture
async def sender(bot_api: BotApi) -> AsyncIterator[TelegramSender]:
    client = Client(bot_api.url, TOKEN)
    yield TelegramSender(client, PUBLIC_URL)
    await client.close()


@pytest.mark.parametrize(
    ("outcome", "failure", "wanted"),
    [
        ("429", NotSent, {"code": 429, "retry_after": 1.0}),
        ("blocked", Refused, {"code": 403, "remedy": Remedy.OPTED_OUT}),
        ("deactivated", Refused, {"code": 403, "remedy": Remedy.UNREACHABLE}),
        ("no_chat", Refused, {"code": 400, "remedy": Remedy.UNREACHABLE}),
        ("bad_button", Refused, {"code": 400, "remedy": Remedy.ALERT}),
        ("revoked", NotSent, {"code": 401, "outage": True}),
        ("500_before", Unknown, {}),
        ("500_after", Unknown, {}),
        ("drop_after", Unknown, {}),
        ("not_json_after", Unknown, {}),
    ],
)
async def test_each_answer_of_telegram_has_its_meaning(
    sender: TelegramSender,
    bot_api: BotApi,
    outcome: str,
    failure: type[Exception],
    wanted: dict[str, Any],
) -> None:
    bot_api.script = [outcome]
    with pytest.raises(failure) as caught:
        await sender.send(OUTGOING)
    assert {name: getattr(caught.value, name) for name in wanted} == wanted


async def test_a_wrong_token_is_for_the_operator(bot_api: BotApi) -> None:
    client = Client(bot_api.url, "1:wrong")
    with pytest.raises(NotSent) as caught:
        await TelegramSender(client).send(OUTGOING)
    assert caught.value.outage
    await client.close()


async def test_where_nobody_listens_nothing_was_sent() -> None:
    client = Client("http://127.0.0.1:9", TOKEN)
    with pytest.raises(NotSent) as caught:
        await TelegramSender(client).send(OUTGOING)
    assert caught.value.outage
    await client.close()


async def test_the_id_of_a_sent_message_names_no_chat(sender: TelegramSender) -> None:
    accepted = await sender.send(OUTGOING)
    assert accepted.provider_id == "tg:7:1"


async def test_a_picture_goes_with_its_text_as_caption(
    sender: TelegramSender,
    bot_api: BotApi,
) -> None:
    await sender.send(replace(OUTGOING, media="/pictures/deaths.id.png"))
    url = f"{PUBLIC_URL}/pictures/deaths.id.png"
    assert bot_api.calls == [("sendPhoto", {"chat_id": CHAT, "photo": url, "caption": "hello"})]


@pytest.mark.parametrize("outcome", ["ok", "no_picture"])
async def test_a_text_too_long_for_a_caption_follows_its_picture(
    sender: TelegramSender,
    bot_api: BotApi,
    outcome: str,
) -> None:
    bot_api.script = [outcome]
    await sender.send(replace(OUTGOING, text="😀" * 513, media="/pictures/deaths.id.png"))
    assert [one["text"] for one in bot_api.of("sendMessage")] == ["😀" * 513]
    assert len(bot_api.of("sendPhoto")) == (outcome == "ok")


async def test_a_picture_that_telegram_cannot_fetch_is_left_out(chat: Chat) -> None:
    chat.house.rasa.picture = "deaths"
    chat.api.script = ["no_picture"]
    await chat.text("halo")
    (sent,) = await chat.until_sent(1)
    assert sent["text"] == "You said: halo"


@pytest.mark.parametrize("outcome", ["429", "500_before"])
async def test_what_telegram_did_not_take_is_sent_once(chat: Chat, outcome: str) -> None:
    chat.api.script = [outcome]
    await chat.text("halo")
    assert len(await chat.until_sent(1, 20)) == 1
    await until(lambda: has_state(chat.house, "accepted"))


async def test_what_telegram_may_have_taken_is_sent_again_and_not_lost(
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.2)
    monkeypatch.setattr("channels.telegram.bot_api.TIMEOUT_SECONDS", 0.5)
    chat.api.script = ["hang_after"]
    await chat.text("halo")
    assert len(await chat.until_sent(2, 20)) == 2
    await until(lambda: has_state(chat.house, "accepted"))


async def test_after_a_crash_a_message_is_sent_again(
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.1)
    await chat.text("halo")
    await chat.until_sent(1)
    await until(lambda: has_state(chat.house, "accepted"))
    async with chat.house.gateway.database.transaction() as connection:
        cut = {"state": "sending", "provider_id": None, "lease_until": time.time() - 1}
        await connection.execute(update(outbound).values(**cut))
    chat.house.gateway.sender.wake()
    assert len(await chat.until_sent(2)) == 2


async def test_a_database_that_is_away_when_telegram_answers_sends_nothing_twice(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("channels.ledger.replies.LEASE_SECONDS", 4.0)
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.1)
    chat.api.script, chat.api.hang_seconds = ["hang_after"], 0.5
    await chat.text("halo")
    await chat.until_sent(1)
    await chat.house.alter("ALTER TABLE outbound RENAME TO gone")

    async def is_answered() -> bool:
        return "not_noted" in caplog.text or "work_failed" in caplog.text

    await until(is_answered)
    await chat.house.alter("ALTER TABLE gone RENAME TO outbound")
    await until(lambda: has_state(chat.house, "accepted"))
    assert len(await chat.until_sent(1)) == 1


async def test_who_has_blocked_us_is_on_record_and_the_message_ends_failed(
    chat: Chat,
) -> None:
    chat.api.script = ["blocked"]
    await chat.text("halo")
    await until(lambda: has_state(chat.house, "failed"))
    assert await has_opted_out(chat.house, True)


async def test_messages_for_a_channel_that_is_no_longer_set_up_wait(chat: Chat) -> None:
    chat.house.gateway.sender._providers = {}
    await chat.text("halo")
    await until(lambda: has_state(chat.house, "queued"))


async def test_whatever_goes_wrong_the_token_is_neither_logged_nor_reported(
    chat: Chat,
    bot_api: BotApi,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.05)
    monkeypatch.setattr("channels.sender.FIRST_RETRY_SECONDS", 0.05)
    reported: list[Any] = []
    root, written = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(written)
    ours = (one.formatter for one in root.handlers)  # as the service writes: tests/conftest.py
    handler.setFormatter(next(one for one in ours if isinstance(one, ProcessorFormatter)))
    root.addHandler(handler)
    logs.configure_sentry("http://public@127.0.0.1:9/1")
    options = sentry_sdk.get_client().options
    scrub = options["before_send"]
    options["before_send"] = lambda event, hint: reported.append(scrub(event, hint))
    try:
        chat.api.script = [
            "500_after", "drop_after", "not_json_after", "429", "revoked", "no_chat", "bad_button"
        ]  # fmt: skip
        for number in range(4):
            await chat.text(f"n{number}", message_id=number)
        await until(lambda: _all_ended(chat))
        logging.getLogger("aiohttp.client").error(
            "Cannot connect to %s/bot%s/getMe", bot_api.url, TOKEN
        )
        logging.getLogger("x").error("at /bot%s/", TOKEN.replace(":", "%3A"))
    finally:
        sentry_sdk.init()
        root.removeHandler(handler)
    assert "operator_needed" in written.getvalue()
    assert "[token]" in written.getvalue()
    assert reported
    for seen in (written.getvalue(), json.dumps(reported, default=str)):
        assert TOKEN not in seen
        assert TOKEN.partition(":")[2] not in seen


async def _all_ended(chat: Chat) -> bool:
    states = [row.state for row in await chat.house.rows(outbound)]
    return len(states) == 4 and not {"queued", "sending", "unsure"} & set(states)
