"""Reads Telegram's updates: a message, a pressed button, or that somebody has blocked us.

Only what is needed is read: no name, no user name, no picture is looked at. What is not from a
private chat is not for us: in a group others would read the answer.

https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from channels import messages, places
from channels.messages import Inbound
from channels.telegram import addresses, commands

PRIVATE = "private"
BLOCKED = "kicked"  # https://core.telegram.org/bots/api#chatmemberbanned
MAX_PAYLOAD = 64  # https://core.telegram.org/bots/api#inlinekeyboardbutton: callback_data

# What an app tells by itself, in a private chat, without anybody having said anything.
SERVICE = frozenset(
    {
        "pinned_message", "message_auto_delete_timer_changed", "chat_background_set",
        "write_access_allowed", "connected_website", "successful_payment", "refunded_payment",
        "users_shared", "chat_shared", "web_app_data", "passport_data", "boost_added",
        "gift", "unique_gift", "proximity_alert_triggered", "forum_topic_created",
        "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    }
)  # fmt: skip

_Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, hide_input_in_errors=True)


class _Chat(_Part):
    id: _Number
    type: str


class _Person(_Part):
    is_bot: bool = False
    language_code: str | None = None


class _Location(_Part):
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)


class _Button(_Part):
    text: str = ""
    callback_data: str | None = None


class _Keyboard(_Part):
    inline_keyboard: list[list[_Button]] = []


class _Message(_Part):
    model_config = ConfigDict(extra="allow")

    message_id: _Number
    chat: _Chat
    sender: _Person = Field(_Person(), alias="from")
    text: str = ""
    caption: str = ""
    location: _Location | None = None
    reply_markup: _Keyboard = _Keyboard()


class _Press(_Part):
    id: str = Field(max_length=64)
    sender: _Person = Field(alias="from")
    message: _Message | None = None
    data: str = ""


class _Membership(_Part):
    status: str


class _MembershipChange(_Part):
    chat: _Chat
    new_chat_member: _Membership


class _Update(_Part):
    update_id: _Number
    message: _Message | None = None
    callback_query: _Press | None = None
    my_chat_member: _MembershipChange | None = None


class Malformed(ValueError):
    """The body is no JSON."""


class Read(NamedTuple):
    """What an update says, and the press that waits for an answer: until then the button spins."""

    inbound: Inbound | None = None
    press: str | None = None


NOTHING = Read()


@dataclass(frozen=True)
class Ours:
    """What of ours an update is read with.

    Args:
        address: the bot's.
        payload: makes what a button for a topic carries.
        locale: our locale for the language of an app, where that tells something.
    """

    address: str
    payload: Callable[[str], str]
    locale: Callable[[str | None], str | None]


def read(body: bytes, ours: Ours) -> Read:
    """What an update says, as Telegram sent it.

    Raises:
        Malformed: the body is no JSON.
    """
    try:
        words = from_json(body)
    except ValueError as error:
        raise Malformed from error
    try:
        update = _Update.model_validate(words)
    except ValidationError:  # of a kind that we do not know
        return NOTHING
    if update.message:
        return Read(_message(update.update_id, update.message, ours))
    if update.callback_query:
        press = update.callback_query
        return Read(_press(update.update_id, press, ours), press.id)
    if update.my_chat_member:
        return Read(_left(update.update_id, update.my_chat_member, ours))
    return NOTHING


def _message(update_id: int, message: _Message, ours: Ours) -> Inbound | None:
    if message.chat.type != PRIVATE or message.sender.is_bot:
        return None
    if SERVICE & (message.model_extra or {}).keys():
        return None
    said = commands.read(message.text) if message.text else commands.Said(message.caption)
    kind = _kind(message, said.text)
    return Inbound(
        provider_id=_id(ours, update_id, message.message_id),
        channel=messages.TELEGRAM,
        address=addresses.of_chat(message.chat.id),
        our_address=ours.address,
        kind=kind,
        text=said.text,
        payload=ours.payload(said.topic) if said.topic else None,
        place=_country(message.location) if kind == messages.LOCATION else None,
        locale=ours.locale(message.sender.language_code),
    )


def _kind(message: _Message, text: str) -> str:
    if text.strip():
        return messages.TEXT
    if message.location:
        return messages.LOCATION
    return messages.EMPTY if message.text else messages.MEDIA


def _country(place: _Location | None) -> str | None:
    return places.country(str(place.latitude), str(place.longitude)) if place else None


def _press(update_id: int, press: _Press, ours: Ours) -> Inbound | None:
    message = press.message
    if message is None or message.chat.type != PRIVATE or len(press.data) > MAX_PAYLOAD:
        return None
    buttons = [one for row in message.reply_markup.inline_keyboard for one in row]
    title = next((one.text for one in buttons if one.callback_data == press.data), "")
    return Inbound(
        provider_id=_id(ours, update_id, message.message_id),
        channel=messages.TELEGRAM,
        address=addresses.of_chat(message.chat.id),
        our_address=ours.address,
        kind=messages.TEXT if title.strip() else messages.EMPTY,
        text=title,
        payload=press.data or None,
        locale=ours.locale(press.sender.language_code),
    )


def _left(update_id: int, change: _MembershipChange, ours: Ours) -> Inbound | None:
    """Blocking us is STOP, said to Telegram instead of to us. Whoever comes back sends /start."""
    if change.chat.type != PRIVATE or change.new_chat_member.status != BLOCKED:
        return None
    return Inbound(
        provider_id=_id(ours, update_id, 0),
        channel=messages.TELEGRAM,
        address=addresses.of_chat(change.chat.id),
        our_address=ours.address,
        kind=messages.EMPTY,
        text="",
        opt_out_type="STOP",
    )


def _id(ours: Ours, update_id: int, message_id: int) -> str:
    # After a quiet week Telegram goes on with a random number, and another bot counts anew: the
    # number of the update alone could be one that we had.
    return f"{ours.address}:{update_id}:{message_id}"[:64]
