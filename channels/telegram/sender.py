"""Sends messages by Telegram's Bot API."""

from __future__ import annotations

from typing import Any

import structlog

from channels.messages import Offer, Outgoing
from channels.rules import Remedy
from channels.sending import Accepted, NotSent, Refused
from channels.telegram import addresses
from channels.telegram.bot_api import BotApi, Refusal
from channels.telegram.capabilities import LONGEST_CAPTION
from channels.telegram.rules import rule_for

FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 3600.0

log = structlog.get_logger("telegram")


class TelegramSender:
    """The provider behind a bot's chats.

    Texts go out without a parse mode, so that nothing in them is mark-up, and without previews of
    links, which would show a picture that nobody has checked.

    Args:
        api: of the bot.
        public_url: ours, from which Telegram fetches pictures; empty for none.
    """

    def __init__(self, api: BotApi, public_url: str = "") -> None:
        self._api = api
        self._public_url = public_url

    async def send(self, message: Outgoing) -> Accepted:
        """Send a message.

        Raises:
            NotSent, Unknown, Refused: see `channels.sending`.
        """
        try:
            result = await self._send(message)
        except Refusal as refusal:
            raise _failure(refusal, bool(message.media)) from None
        number = result.get("message_id", "") if isinstance(result, dict) else ""
        # A chat counts its own messages: with our number it is unique, and names no chat.
        return Accepted(f"tg:{message.id}:{number}"[:64])

    async def find(self, message: Outgoing) -> None:
        """Telegram keeps no list of what a bot has sent: see decision 11."""

    async def outcome(self, provider_id: str) -> None:
        """Telegram tells nothing of what becomes of a message."""

    async def _send(self, message: Outgoing) -> Any:
        words = message.offer.text if message.offer else message.text
        more = {"reply_markup": _keyboard(message.offer)} if message.offer else {}
        if message.media and self._public_url:
            picture = f"{self._public_url}{message.media}"
            if len(words.encode("utf-16-le", "replace")) <= 2 * LONGEST_CAPTION:
                return await self._call(message, "sendPhoto", photo=picture, caption=words, **more)
            await self._picture_before(message, picture)
        no_preview = {"is_disabled": True}
        return await self._call(
            message, "sendMessage", text=words, link_preview_options=no_preview, **more
        )

    async def _picture_before(self, message: Outgoing, picture: str) -> None:
        """A picture whose text is too long for a caption. Without it the text is sent all the same.

        Raises:
            NotSent, Unknown, Refusal: so would the text.
        """
        try:
            await self._call(message, "sendPhoto", photo=picture)
        except Refusal as refusal:
            if refusal.code != 400:
                raise
            log.warning("picture_refused")

    async def _call(self, message: Outgoing, method: str, **fields: Any) -> Any:
        chat = addresses.chat(message.address)
        return await self._api.call(method, chat_id=chat, **fields)


def _keyboard(offer: Offer) -> dict[str, Any]:
    """One button a row, so that long titles can be read."""
    return {
        "inline_keyboard": [
            [{"text": one.title, "callback_data": one.payload}] for one in offer.items
        ]
    }


def _failure(refusal: Refusal, picture: bool) -> NotSent | Refused:
    remedy = rule_for(refusal.code, refusal.description, picture=picture).remedy
    if remedy is Remedy.SLOW_DOWN:
        asked = refusal.retry_after or FIRST_RETRY_SECONDS
        return NotSent(refusal.code, min(asked, LONGEST_RETRY_SECONDS))
    if remedy is Remedy.WAIT:
        return NotSent(refusal.code, outage=True)
    return Refused(refusal.code, remedy)
