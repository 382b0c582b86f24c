"""Telegram as an adapter: its updates in, its Bot API out."""

from __future__ import annotations

import hmac

import structlog
from aiohttp import web

from campaign.languages import SOURCE
from campaign.live import LiveContent
from channels import metrics
from channels.intake import Intake
from channels.payloads import Payloads
from channels.settings import Settings
from channels.telegram import addresses, updates
from channels.telegram.bot_api import BotApi
from channels.telegram.capabilities import CAPABILITIES
from channels.telegram.sender import TelegramSender
from channels.telegram.updates import Ours
from channels.vault import Vault

PATH = "/telegram/message"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name

log = structlog.get_logger("telegram")


def secret_token(settings: Settings) -> str:
    """What Telegram shows us with each update: as set, or made of SUAR_SECRET_KEY."""
    own = Vault(settings.secret_key).fingerprint("telegram webhook")
    return settings.telegram_secret_token or own


class TelegramAdapter:
    """Private chats with one bot.

    Args:
        settings: the bot's token, our public address.
        vault: marks what buttons carry.
        live: the content, for the languages that we have.
    """

    capabilities = CAPABILITIES
    is_stood_in = False  # a Bot API server of one's own is under Telegram's limits all the same

    def __init__(self, settings: Settings, vault: Vault, live: LiveContent) -> None:
        self._secret = secret_token(settings)
        self._live = live
        self._ours = Ours(
            addresses.of_bot(settings.telegram_bot_token), Payloads(vault).issue, self._locale
        )
        self._api = BotApi(settings.telegram_api_url, settings.telegram_bot_token)
        self.provider = TelegramSender(self._api, settings.public_url)

    def routes(self, intake: Intake) -> list[web.RouteDef]:
        """Where Telegram posts updates."""

        async def called(request: web.Request) -> web.Response:
            self._check(request)
            body = await request.read()
            try:
                found = updates.read(body, self._ours)
            except updates.Malformed:
                raise web.HTTPBadRequest(text="JSON is wanted.") from None
            if found.inbound:
                await intake.message(found.inbound)
            return _acknowledgement(found.press)

        return [web.post(PATH, called)]

    async def hang_up(self) -> None:
        """Telegram holds none."""

    async def close(self) -> None:
        """Close the connections to Telegram."""
        await self._api.close()

    def _locale(self, tag: str | None) -> str | None:
        found = self._live.current.languages.of_tag(tag)
        return found if found != SOURCE else None  # an app that nobody has set speaks English

    def _check(self, request: web.Request) -> None:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret.encode()):
            metrics.REFUSED.inc()
            log.warning("webhook_refused", reason="the secret token does not fit")
            raise web.HTTPForbidden(text="Refused: the secret token does not fit.")
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="JSON is wanted.")


def _acknowledgement(press: str | None) -> web.Response:
    """200; for a press with the call in it that stops the button from spinning.

    https://core.telegram.org/bots/api#making-requests-when-getting-updates
    """
    if press is None:
        return web.Response()
    return web.json_response({"method": "answerCallbackQuery", "callback_query_id": press})
