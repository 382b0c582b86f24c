"""What a person says on the page, by a form or over a WebSocket, on its way into the ledger."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from campaign.live import LiveContent
from channels import messages
from channels.intake import Intake
from channels.ledger.conversations import Conversation, Conversations, Line
from channels.ledger.tables import OUT_DELIVERED
from channels.messages import WEB, Inbound, Receipt
from channels.web import provider
from channels.web.guard import Rates
from channels.web.provider import Ears
from channels.web.sessions import Session, Sessions

MAX_CHARACTERS = 1600
CLIENT_ID = re.compile(r"[A-Za-z0-9_]{16,24}")
OUR_ADDRESS = "web:suar"
_KEPT = {"\n", "\t", "\u200c", "\u200d"}  # joiners decide how Persian and Sinhala are read


class NotTaken(Exception):
    """It cannot be taken: empty, too long, too many, or of no form that our page sends."""


class Over(Exception):
    """The session has ended."""


@dataclass(frozen=True)
class Said:
    """A text or a pressed button, under an id that the page gives to it once."""

    client_id: str
    text: str
    payload: str = ""


class Door:
    """The way from the page into the ledger.

    Args:
        sessions: who is who.
        conversations: what was said.
        intake: stores messages.
        ears: who listens.
        live: the content.
    """

    def __init__(
        self,
        sessions: Sessions,
        conversations: Conversations,
        intake: Intake,
        ears: Ears,
        live: LiveContent,
    ) -> None:
        self.sessions = sessions
        self.conversations = conversations
        self.ears = ears
        self.live = live
        self._intake = intake
        self._rates = Rates()

    async def say(
        self, session: Session, said: Said, client: str | None, locale: str | None
    ) -> None:
        """Store what was said; the same client id a second time changes nothing.

        Args:
            session: who says it.
            said: what.
            client: the address it comes from, where it is known.
            locale: the one that the person has chosen or their browser asks for.

        Raises:
            NotTaken: it is refused.
            Over: the session has ended.
        """
        address = self.sessions.address(session)
        conversation = await self.conversations.read(address)
        if self.sessions.is_over(session, conversation.seen_at if conversation else None):
            raise Over
        message = _inbound(address, said, conversation, locale)
        if not self._rates.allow(client) or not await self._intake.message(message):
            raise NotTaken("too many")

    async def shown(self, lines: tuple[Line, ...]) -> None:
        """Note that a page has been given these: they are delivered."""
        for line in lines:
            if not line.is_theirs and not line.is_delivered:
                receipt = Receipt(provider.provider_id(line.id), OUT_DELIVERED, line.id)
                await self._intake.receipt(receipt)

    async def end(self, session: Session) -> None:
        """Forget the conversation, on every page that shows it."""
        address = self.sessions.address(session)
        await self.conversations.end(address)
        self.ears.end(address)


def _inbound(
    address: str, said: Said, conversation: Conversation | None, locale: str | None
) -> Inbound:
    if not CLIENT_ID.fullmatch(said.client_id):
        raise NotTaken("no id of ours")
    text = clean(said.text)
    if said.payload:
        text = _title(said.payload, conversation)
    if not text or len(text) > MAX_CHARACTERS:
        raise NotTaken("empty or too long")
    return Inbound(
        # Its own contact's, so that nobody can take up another's ids.
        provider_id=f"{address.partition(':')[2]}-{said.client_id}",
        channel=WEB,
        address=address,
        our_address=OUR_ADDRESS,
        kind=messages.TEXT,
        text=text,
        payload=said.payload or None,
        locale=locale,
    )


def _title(payload: str, conversation: Conversation | None) -> str:
    """The words on a button that this person was offered."""
    for line in conversation.lines if conversation else ():
        for item in line.items:
            if item.payload == payload:
                return item.title
    raise NotTaken("no button of ours")


def clean(text: str) -> str:
    """A text without what cannot be shown: half characters, control characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    return "".join(
        one for one in whole if one in _KEPT or unicodedata.category(one) != "Cc"
    ).strip()
