"""Tells Telegram what the bot is: where its updates go, its menu and its description.

Menu and description are shown in the language of the person's app; their words are those of the
content, so that a translator's change is there after the next `suar telegram connect`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaign.content import Content, Reader
from campaign.topics import CHAT
from channels.telegram.bot_api import BotApi, Refusal
from channels.telegram.commands import TOPICS

UPDATES = ["message", "callback_query", "my_chat_member"]  # nothing else is read
LONGEST_DESCRIPTION = 512  # https://core.telegram.org/bots/api#setmydescription
LONGEST_SHORT = 120  # https://core.telegram.org/bots/api#setmyshortdescription
LONGEST_COMMAND = 256  # https://core.telegram.org/bots/api#botcommand
LONGEST_WAIT_SECONDS = 60.0

# Telegram takes two letters (ISO 639-1) where CLDR has three.
TWO_LETTERS = {"fil": "tl"}


@dataclass(frozen=True)
class Bot:
    """Who the token belongs to."""

    name: str
    joins_groups: bool


async def connect(api: BotApi, url: str, secret: str) -> Bot:
    """Have updates sent to `url`, with `secret` in their header. What waits is not dropped.

    Raises:
        NotSent, Unknown, Refusal: Telegram cannot be reached, or says no.
    """
    me = await _call(api, "getMe")
    await _call(
        api,
        "setWebhook",
        url=url,
        secret_token=secret,
        allowed_updates=UPDATES,
        drop_pending_updates=False,
    )
    me = me if isinstance(me, dict) else {}
    return Bot(str(me.get("username", "")), me.get("can_join_groups") is not False)


async def describe(api: BotApi, content: Content, today: date) -> list[str]:
    """Set menu and description in every language. Returns the codes; "" is everybody else's.

    Raises:
        NotSent, Unknown, Refusal: Telegram cannot be reached, or says no.
    """
    done = []
    for code, locale in languages(content):
        language = {"language_code": code} if code else {}
        reader = Reader(locale, form=CHAT)
        about = content.reply("web_welcome", reader, today)[:LONGEST_DESCRIPTION]
        short = content.reply("web_title", reader, today)[:LONGEST_SHORT]
        await _call(api, "setMyCommands", commands=menu(content, locale), **language)
        await _call(api, "setMyDescription", description=about, **language)
        await _call(api, "setMyShortDescription", short_description=short, **language)
        done.append(code)
    return done


def languages(content: Content) -> Iterator[tuple[str, str]]:
    """Telegram's code of each language and our locale for it; first "", for all others."""
    yield "", "en"
    seen = {"en"}
    for locale in content.languages.locales:
        language = locale.split("_")[0]
        code = TWO_LETTERS.get(language, language)
        if code not in seen and len(code) == 2:  # Dari shares Persian's code
            seen.add(code)
            yield code, locale


def menu(content: Content, locale: str) -> list[dict[str, str]]:
    """The commands with the titles of their topics."""
    return [
        {"command": command, "description": content.title(topic, locale)[:LONGEST_COMMAND]}
        for command, topic in TOPICS.items()
        if topic in content.topics
    ]


async def _call(api: BotApi, method: str, **fields: Any) -> Any:
    """A method; once more if Telegram asks to wait a little."""
    try:
        return await api.call(method, **fields)
    except Refusal as refusal:
        wait = refusal.retry_after
        if wait is None or wait > LONGEST_WAIT_SECONDS:
            raise
    await asyncio.sleep(wait)
    return await api.call(method, **fields)
