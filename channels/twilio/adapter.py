"""Twilio as an adapter: its webhooks in, its REST API out."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from aiohttp import web
from multidict import MultiDict

from channels import metrics
from channels.intake import Intake
from channels.messages import Inbound
from channels.settings import Settings
from channels.twilio import signature, webhook
from channels.twilio.api import TwilioApi
from channels.twilio.capabilities import CAPABILITIES

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

log = structlog.get_logger("twilio")


def is_stand_in(api_url: str) -> bool:
    """Whether the API that is called is not Twilio's own, nor that of one of its regions."""
    host = urlsplit(api_url).hostname or ""
    return bool(host) and not f".{host}".endswith(".twilio.com")


class TwilioAdapter:
    """SMS, WhatsApp, Messenger and RCS.

    Args:
        settings: the account, its secret, our public address.
    """

    capabilities = CAPABILITIES

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.is_stood_in = is_stand_in(settings.api_url)
        self.provider = TwilioApi(
            settings.account_sid,
            settings.auth_token,
            settings.api_url,
            settings.public_url,
            settings.messaging_service_sid,
            settings.contents_url,
            settings.whatsapp_template_sid,
        )

    def routes(self, intake: Intake) -> list[web.RouteDef]:
        """Messages and receipts; each is understood at either address."""

        async def called(request: web.Request) -> web.Response:
            await self._called(request, intake)
            return web.Response(text=EMPTY_TWIML, content_type="text/xml")

        return [web.post("/twilio/message", called), web.post("/twilio/status", called)]

    async def hang_up(self) -> None:
        """Twilio holds none."""

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self.provider.close()

    async def _called(self, request: web.Request, intake: Intake) -> None:
        if request.content_type != "application/x-www-form-urlencoded":
            raise web.HTTPUnsupportedMediaType(text="A form is wanted.")
        try:
            form = await self._checked_form(request)
        except signature.Forged as error:
            metrics.REFUSED.inc()
            log.warning("webhook_refused", reason=str(error))
            raise web.HTTPForbidden(text=f"Refused: {error}.") from None
        found = webhook.read(
            form,
            request.query,
            answers_stop=self._settings.answers_stop,
            can_reopen=bool(self._settings.whatsapp_template_sid),
        )
        if isinstance(found, Inbound):
            await intake.message(found)
        elif found is not None:
            await intake.receipt(found)

    async def _checked_form(self, request: web.Request) -> MultiDict[str]:
        settings = self._settings
        form = signature.form_of(await request.read())
        url = signature.public_url(request, settings.public_url, settings.trusted_proxies)
        given = request.headers.get("X-Twilio-Signature")
        signature.check(url, form, given, settings.auth_token, settings.account_sid)
        return form
