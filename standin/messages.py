"""Messages both ways, and the shelf that keeps the last of them."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from channels.segments import Segments
from standin.contents import Shown

Direction = Literal["inbound", "outbound-api", "outbound-reply"]


@dataclass(frozen=True)
class Step:
    """One state a message was in."""

    status: str
    at: datetime
    error_code: int | None = None


@dataclass
class Message:
    """One message; `seq` numbers all of them in the order they came."""

    sid: str
    direction: Direction
    channel: str
    sender: str
    recipient: str
    body: str
    segments: Segments
    created: datetime
    status: str
    seq: int = 0
    sent: datetime | None = None
    updated: datetime | None = None
    error_code: int | None = None
    service_sid: str | None = None
    status_callback: str | None = None
    media: tuple[str, ...] = ()
    content_sid: str | None = None
    content_variables: str | None = None
    shown: Shown | None = None  # the template as the phone shows it
    approved: bool = False
    kind: str = "text"  # or image, location, button, interactive: Twilio's MessageType
    # How often the webhook was called for an inbound message, and what came of it.
    webhook: dict[str, object] | None = None
    history: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the history."""
        self.enter(self.status, self.created)

    def enter(self, status: str, at: datetime, error_code: int | None = None) -> None:
        """Go into the next state."""
        self.status, self.error_code, self.updated = status, error_code, at
        if self.sent is None and status in ("sent", "received"):
            self.sent = at
        self.history.append(Step(status, at, error_code))


class Shelf:
    """Keeps the last messages by their sid; the oldest fall off."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._last_seq = 0

    def add(self, message: Message) -> None:
        """Number a message and keep it."""
        self._last_seq += 1
        message.seq = self._last_seq
        self._messages[message.sid] = message
        while len(self._messages) > self._keep:
            self._messages.popitem(last=False)

    def get(self, sid: str) -> Message | None:
        """Find a message."""
        return self._messages.get(sid)

    def remove(self, sid: str) -> None:
        """Forget a message."""
        self._messages.pop(sid, None)

    def since(self, seq: int) -> list[Message]:
        """Give the messages after that number, oldest first."""
        found = []
        for message in reversed(self._messages.values()):
            if message.seq <= seq:
                break
            found.append(message)
        return found[::-1]

    def newest(self, wanted: Callable[[Message], bool]) -> Iterator[Message]:
        """Give the messages that are wanted, newest first."""
        return (message for message in reversed(self._messages.values()) if wanted(message))

    def __len__(self) -> int:
        return len(self._messages)


def new_sid(has_media: bool = False) -> str:
    """Invent a message's sid: SM and 32 hexadecimal digits, MM when it carries media."""
    return ("MM" if has_media else "SM") + secrets.token_hex(16)
