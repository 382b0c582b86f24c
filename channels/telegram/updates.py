"""Reads Telegram's updates: a message, a pressed button, or that somebody has blocked us.

Only what is needed is read: no name, no user name, no picture is looked at. What is not from a
private chat is not for us: in a group others would read the answer.

https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from channels import messages, places
from channels.messages import Inbound
from channels.telegram import addresses, commands

PRIVATE = "private"
BLOCKED = "kicked"  # https://core.telegram.org/bots/api#chatmemberbanned
MAX_PAYLOAD = 64  # https://core.telegram.org/bots/api#inlinekeyboardbutton: callback_data
ENGLISH = "en"

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


def read(body: bytes, us: str, issue: Callable[[str], str]) -> Read:
    """What an update says.

    Args:
        body: as Telegram sent it.
        us: our own address.
        issue: makes the payload of a topic that a command opens.

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
        return Read(_message(update.update_id, update.message, us, issue))
    if update.callback_query:
        return Read(_press(update.update_id, update.callback_query, us), update.callback_query.id)
    if update.my_chat_member:
        return Read(_left(update.update_id, update.my_chat_member, us))
    return NOTHING


def _message(
    update_id: int, message: _Message, us: str, issue: Callable[[str], str]
) -> Inbound | None:
    if message.chat.type != PRIVATE or message.sender.is_bot:
        return None
    if SERVICE & (message.model_extra or {}).keys():
        return None
    said = commands.read(message.text) if message.text else commands.Said(message.caption)
    kind, place = _kind(message, said.text), message.location
    if kind != messages.LOCATION:
        place = None
    return Inbound(
        provider_id=_id(us, update_id, message.message_id),
        channel=messages.TELEGRAM,
        address=addresses.of_chat(message.chat.id),
        our_address=us,
        kind=kind,
        text=said.text,
        payload=issue(said.topic) if said.topic else None,
        place=places.country(str(place.latitude), str(place.longitude)) if place else None,
        language=_language(message.sender),
    )


def _kind(message: _Message, text: str) -> str:
    if text.strip():
        return messages.TEXT
    if message.location:
        return messages.LOCATION
    return messages.EMPTY if message.text else messages.MEDIA


def _press(update_id: int, press: _Press, us: str) -> Inbound | None:
    message = press.message
    if message is None or message.chat.type != PRIVATE or len(press.data) > MAX_PAYLOAD:
        return None
    buttons = [one for row in message.reply_markup.inline_keyboard for one in row]
    title = next((one.text for one in buttons if one.callback_data == press.data), "")
    return Inbound(
        provider_id=_id(us, update_id, message.message_id),
        channel=messages.TELEGRAM,
        address=addresses.of_chat(message.chat.id),
        our_address=us,
        kind=messages.TEXT if title.strip() else messages.EMPTY,
        text=title,
        language=_language(press.sender),
        payload=press.data or None,
    )


def _left(update_id: int, change: _MembershipChange, us: str) -> Inbound | None:
    """Blocking us is STOP, said to Telegram instead of to us. Whoever comes back sends /start."""
    if change.chat.type != PRIVATE or change.new_chat_member.status != BLOCKED:
        return None
    return Inbound(
        provider_id=_id(us, update_id, 0),
        channel=messages.TELEGRAM,
        address=addresses.of_chat(change.chat.id),
        our_address=us,
        kind=messages.EMPTY,
        text="",
        opt_out_type="STOP",
    )


def _id(us: str, update_id: int, message_id: int) -> str:
    # After a quiet week Telegram goes on with a random number, and another bot counts anew: the
    # number of the update alone could be one that we had.
    return f"{us}:{update_id}:{message_id}"[:64]


def _language(person: _Person) -> str | None:
    # English is what an app speaks when nobody has chosen: it tells nothing.
    tag = person.language_code
    return tag if tag and tag.lower().partition("-")[0] != ENGLISH else None
