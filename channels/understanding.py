"""Asks Rasa, which knows a pseudonym and never a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from channels.messages import SMS, Waiting

TIMEOUT_SECONDS = 8.0  # below the lease of a message, above the worst that Rasa needs
MAX_CHARACTERS = 1600  # what fits in one Twilio message
CONNECTIONS = 32


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
    """The way to Rasa's REST channel.

    Args:
        url: Rasa's base address.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, message: Waiting) -> Reply:
        """Rasa's reply to a message.

        Raises:
            Unavailable: there is none, or it is not of the agreed form.
        """
        body = {
            "sender": message.contact_id,
            "message": as_text(message.text),
            "metadata": {
                "locale": message.locale,
                "country": message.country,
                "form": "sms" if message.channel == SMS else "chat",
                "choices": list(message.choices),
            },
        }
        try:
            async with self._connection().post(
                f"{self._url}/webhooks/rest/webhook", json=body
            ) as response:
                if response.status != 200:
                    raise Unavailable(f"Rasa answers {response.status}")
                return _read(await response.json())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(type(error).__name__) from None

    async def ready(self) -> bool:
        """Whether Rasa answers with a model loaded."""
        try:
            async with self._connection().get(f"{self._url}/status") as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def _connection(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
            )
        return self._session


def as_text(text: str) -> str:
    """A message as Rasa may have it: no command, no lone surrogate, not endless.

    To Rasa a leading `/` is a command. Of an endless text the beginning and the end are kept,
    for the question stands at the one or the other.
    """
    text = text.encode("utf-8", "replace").decode("utf-8").lstrip("/ \t\r\n")
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    return text or "?"


def _read(responses: Any) -> Reply:
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
        raise Unavailable("Rasa gave no reply of the agreed form") from error
