"""`suar telegram connect` makes a bot ours, and says plainly what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from campaign import content
from campaign.content import Content
from channels.settings import Settings
from channels.telegram import commands, profile
from channels.telegram.adapter import secret_token
from channels.vault import new_secret
from suar import paths, telegram
from suar.problem import Problem
from tests.channels.bot_api import TOKEN, BotApi


@pytest.fixture(scope="module")
def shipped() -> Content:
    return content.load(paths.ROOT)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    one = BotApi()
    async with one.server() as server:
        one.url = str(server.make_url("")).rstrip("/")
        yield one


def settings(api: BotApi, **changes: str) -> Settings:
    wanted = {
        "public_url": "https://suar.example",
        "secret_key": new_secret(),
        "content": str(paths.ROOT),
        "telegram_bot_token": TOKEN,
        "telegram_api_url": api.url,
        "allow_drafts": "1",
    }
    return Settings(_env_file=None, **(wanted | changes))  # type: ignore[arg-type]


async def test_the_webhook_the_menu_and_the_description_are_set_in_every_language(
    api: BotApi, capsys: pytest.CaptureFixture[str], shipped: Content
) -> None:
    wanted = settings(api)
    await telegram._connect(wanted)
    assert api.of("setWebhook") == [
        {
            "url": "https://suar.example/telegram/message",
            "secret_token": secret_token(wanted),
            "allowed_updates": ["message", "callback_query", "my_chat_member"],
            "drop_pending_updates": False,
        }
    ]
    codes = [code for code, _ in profile.languages(shipped)]
    assert {"", "id", "tl", "zh", "fa", "ur", "my"} < set(codes)
    assert len(codes) == len(set(codes)) == 18  # Dari is told in Persian
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        assert [one.get("language_code", "") for one in api.of(method)] == codes
    urdu = next(one for one in api.of("setMyCommands") if one.get("language_code") == "ur")
    assert [one["command"] for one in urdu["commands"]] == list(commands.TOPICS)
    assert urdu["commands"][0]["description"] == shipped.title("emergency_danger", "ur")
    said = capsys.readouterr().out
    assert "@SuarBot" in said
    assert TOKEN not in said


def test_no_description_is_cut(shipped: Content) -> None:
    today = datetime.now(UTC).date()
    for _, locale in profile.languages(shipped):
        reader = content.Reader(locale, form="chat")
        about = shipped.reply("web_welcome", reader, today)
        assert len(about) <= profile.LONGEST_DESCRIPTION, locale
        assert len(shipped.reply("web_title", reader, today)) <= profile.LONGEST_SHORT, locale


async def test_when_telegram_asks_to_wait_a_little_it_is_asked_again(api: BotApi) -> None:
    api.script = ["ok", "429"]
    await telegram._connect(settings(api))
    assert len(api.of("setWebhook")) == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (["revoked"], "does not know this TELEGRAM_BOT_TOKEN"),
        (["500_before"], "does not answer"),
        (["ok", "no_chat"], "chat not found"),
    ],
)
async def test_what_telegram_refuses_is_said_without_the_token(
    api: BotApi, script: list[str], said: str
) -> None:
    api.script = script
    with pytest.raises(Problem, match=said) as caught:
        await telegram._connect(settings(api))
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"telegram_bot_token": ""}, "TELEGRAM_BOT_TOKEN"),
        ({"public_url": "http://suar.example"}, "https://"),
        ({"telegram_api_url": "http://127.0.0.1:9"}, "does not answer"),
    ],
)
async def test_what_the_operator_can_mend_is_said(
    api: BotApi, change: dict[str, str], said: str
) -> None:
    with pytest.raises(Problem, match=said):
        await telegram._connect(settings(api, **change))
