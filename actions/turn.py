"""One turn of a conversation: what Rasa understood, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ANSWER, CHOICE, DECLINE = "answer", "choice", "decline"


@dataclass(frozen=True)
class Turn:
    """What Rasa understood of a message, and what the gateway told of its sender.

    `topics` are the nearest, the nearest first; `choices` are the topics last offered to the
    contact, so that `number` can pick one. `form` is "sms" or "chat". `foreign` says that the text
    is in a language that we do not have.
    """

    text: str
    intent: str
    locale: str
    number: int | None
    topics: tuple[str, ...]
    country: str | None
    form: str
    choices: tuple[str, ...]
    foreign: bool = False

    @classmethod
    def read(cls, latest_message: Mapping[str, Any]) -> Turn:
        """From `tracker.latest_message`; anything missing gets the harmless default."""
        metadata = latest_message.get("metadata") or {}
        language = latest_message.get("language") or {}
        return cls(
            text=str(latest_message.get("text") or ""),
            intent=str((latest_message.get("intent") or {}).get("name") or ""),
            locale=str(language.get("locale") or metadata.get("locale") or "en"),
            number=latest_message.get("number"),
            topics=_nearest(latest_message),
            country=metadata.get("country"),
            form="chat" if metadata.get("form") == "chat" else "sms",
            choices=tuple(metadata.get("choices") or ()),
            foreign=bool(language.get("foreign")),
        )


def _nearest(latest_message: Mapping[str, Any]) -> tuple[str, ...]:
    best = [topic["id"] for topic in latest_message.get("topics") or ()]
    ranked = [intent["name"] for intent in latest_message.get("intent_ranking") or ()]
    return tuple(dict.fromkeys([*best, *ranked]))


@dataclass(frozen=True)
class Choice:
    """A topic on offer."""

    topic: str
    title: str


@dataclass(frozen=True)
class Reply:
    """What the gateway renders. `country` is set when the person has just told it.

    `picture` names the drawing that goes with it where pictures are shown.
    """

    topic: str | None
    decision: str
    locale: str
    text: str
    country: str | None = None
    choices: tuple[Choice, ...] = ()
    picture: str | None = None

    def payload(self) -> dict[str, Any]:
        """As it goes over the wire."""
        return {"reply": asdict(self)}
