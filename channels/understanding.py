"""Asks Rasa, which knows a pseudonym and never a number."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

import aiohttp
import structlog

from channels.connections import kept_alive
from channels.messages import Waiting
from channels.together import Together

TIMEOUT_SECONDS = 8.0  # twice this is below the lease of a message
MAX_CHARACTERS = 1600  # what fits in one Twilio message
CONNECTIONS = 32
Body = dict[str, Any]
_LEAD = re.compile(r"^[/\s]+")

log = structlog.get_logger("understanding")


class Unavailable(Exception):
    """Rasa or the action server does not answer: the message has to wait."""


@dataclass(frozen=True)
class Choice:
    """A topic on offer, with its title in the reader's language."""

    topic: str
    title: str


@dataclass(frozen=True)
class Reply:
    """What to answer, before it is cut to the channel.

    `topic` and `decision` ("answer", "choice" or "decline") are for counting; `country` is given
    where the person has just told it; `picture` names a drawing that goes with it.
    """

    text: str
    locale: str
    topic: str | None = None
    decision: str = "answer"
    country: str | None = None
    choices: tuple[Choice, ...] = ()
    picture: str | None = None


class Rasa:
    """The way to one Rasa, or to several that are alike (`bot/channel.py`).

    A contact's messages go to the same one while it answers; if it does not, another is asked.

    Args:
        urls: the Rasas' base addresses.
    """

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = list(urls)
        self._session: aiohttp.ClientSession | None = None
        self._calls = {url: Together(partial(self._send, url)) for url in urls}

    async def ask(self, message: Waiting, form: str) -> Reply:
        """Rasa's reply to a message.

        Args:
            message: as claimed.
            form: which of a topic's texts fits the channel, "sms" or "chat".

        Raises:
            Unavailable: there is none, or it is not of the agreed form.
        """
        body = {
            "sender": message.contact_id,
            "message": as_text(message.text),
            "metadata": {
                "locale": message.locale,
                "country": message.country,
                "form": form,
                "choices": list(message.choices),
            },
        }
        first, *others = self._in_turn(message.contact_id)
        try:
            return await self._calls[first].call(body)
        except Unavailable:
            if not others:
                raise
        return await self._calls[others[0]].call(body)

    async def _send(self, url: str, bodies: Sequence[Body]) -> list[Reply | Exception]:
        """The replies to several messages of different contacts, or for each what failed."""
        address = f"{url}/webhooks/together/webhook"
        try:
            async with self._connection().post(address, json=bodies) as response:
                if response.status != 200:
                    raise Unavailable(f"Rasa answers {response.status}")
                answers = await response.json()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:  # or no JSON
            raise Unavailable(type(error).__name__) from None
        if not isinstance(answers, list) or len(answers) != len(bodies):
            raise Unavailable("Rasa gave no list of the agreed length")
        return [_read(one) for one in answers]

    async def forget(self, contact_id: str) -> None:
        """Let every Rasa drop what it still holds of a conversation, where it answers."""
        await asyncio.gather(*(self._forget(url, contact_id) for url in self._urls))

    async def _forget(self, url: str, contact_id: str) -> None:
        address = f"{url}/conversations/{contact_id}/tracker/events"
        try:
            async with self._connection().put(address, json=[]) as response:
                await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("not_forgotten", contact=contact_id, error=type(error).__name__)

    async def ready(self) -> bool:
        """Whether a Rasa answers with a model loaded."""
        return any([await self._is_ready(url) for url in self._urls])

    async def _is_ready(self, url: str) -> bool:
        try:
            async with self._connection().get(f"{url}/status") as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    def _in_turn(self, contact_id: str) -> list[str]:
        place = crc32(contact_id.encode()) % len(self._urls)
        return self._urls[place:] + self._urls[:place]

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def _connection(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = kept_alive(CONNECTIONS, TIMEOUT_SECONDS)
        return self._session


def as_text(text: str) -> str:
    """A message as Rasa may have it: no command, no lone surrogate, not endless.

    To Rasa a `/` is a command where nothing but blanks, of any script, stands before it. Of an
    endless text the beginning and the end are kept, for the question stands at the one or the
    other.
    """
    text = _LEAD.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    return text or "?"


def _read(responses: Any) -> Reply | Unavailable:
    try:
        (response,) = responses
        raw = response["custom"]["reply"]
        return Reply(
            text=str(raw["text"]),
            locale=str(raw["locale"]),
            topic=raw["topic"],
            decision=str(raw["decision"]),
            country=raw["country"],
            choices=tuple(Choice(one["topic"], one["title"]) for one in raw["choices"]),
            picture=raw.get("picture"),
        )
    except (KeyError, TypeError, ValueError) as error:
        # Nothing at all is what Rasa gives when the action server does not answer.
        return Unavailable(f"Rasa gave no reply of the agreed form ({type(error).__name__})")
