"""Sends through Twilio's REST API, and looks a message up there.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any

import structlog
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from channels.messages import REOPEN, Outgoing, Receipt
from channels.rules import Remedy
from channels.sending import Accepted, NotSent, Refused, Unknown
from channels.twilio import http, rules, templates, webhook
from channels.twilio.contents import ContentApi, Contents
from channels.twilio.http import PooledHttp, UnsureError

LOOK_BACK_SECONDS = 120.0  # how far our clock and Twilio's may differ, generously
LOOK_UP_PAGE = 50
FIRST_CODE = 10_000  # below it is an HTTP status: an answer, but none of Twilio's

# What the library raises over an answer that is no JSON, or other JSON than Twilio's.
NOT_TWILIOS = (ValueError, AttributeError, KeyError, TypeError)

log = structlog.get_logger("twilio")


class TwilioApi:
    """The provider behind every address that Twilio gives.

    Args:
        account_sid: the account's id.
        auth_token: its secret.
        api_url: the base of the REST API; empty for Twilio's own.
        public_url: ours, for the receipts; empty for none.
        messaging_service_sid: sends SMS through this service, where given.
        content_url: the base of the Content API; empty for Twilio's own.
        reopening_sid: the approved WhatsApp template that asks somebody to write again.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        api_url: str = "",
        public_url: str = "",
        messaging_service_sid: str = "",
        content_url: str = "",
        reopening_sid: str = "",
    ) -> None:
        self._http = PooledHttp()
        client = Client(account_sid, auth_token, http_client=self._http)
        if api_url:
            client.api.base_url = api_url
        self._messages = client.api.v2010.account.messages
        self._public_url = public_url
        self._service = messaging_service_sid
        self._contents = Contents(ContentApi(self._http, account_sid, auth_token, content_url))
        self._reopening_sid = reopening_sid

    async def send(self, message: Outgoing) -> Accepted:
        """Create a message at Twilio, with its choices to press where they can be.

        Raises:
            NotSent, Unknown, Refused: see `channels.sending`.
        """
        if message.purpose == REOPEN:
            return await self._create(message, {"content_sid": self._reopening_sid})
        if pressed := await self._to_press(message):
            try:
                return await self._create(message, pressed)
            except Refused as error:
                if error.code not in rules.CONTENT_REFUSED:
                    raise
                log.warning("template_refused", code=error.code, see="suar whatsapp sync")
                self._contents.forget()
        return await self._create(message, self._plain(message))

    async def _create(self, message: Outgoing, what: dict[str, Any]) -> Accepted:
        fields = {**what, **self._around(message)}
        try:
            created = await self._messages.create_async(to=message.address, **fields)
        except (TwilioRestException, TwilioServiceException) as error:
            raise self._refusal(error) from None
        except (UnsureError, TwilioException, *NOT_TWILIOS) as error:
            raise Unknown(type(error).__name__) from None
        return _accepted(created.sid, created.num_segments)

    def _around(self, message: Outgoing) -> dict[str, Any]:
        """From whom, and where to tell what became of it."""
        fields = {}
        if self._service and message.channel == "sms":
            fields["messaging_service_sid"] = self._service
        else:
            fields["from_"] = message.our_address
        if self._public_url:
            fields["status_callback"] = f"{self._public_url}/twilio/status?id={message.id}"
        return fields

    def _plain(self, message: Outgoing) -> dict[str, Any]:
        fields: dict[str, Any] = {"body": message.text}
        if message.media and self._public_url:
            fields["media_url"] = [f"{self._public_url}{message.media}"]
        return fields

    async def _to_press(self, message: Outgoing) -> dict[str, Any] | None:
        """The message as one of our templates; None where it goes as plain text."""
        if message.offer is None or message.media:  # such a template carries no picture
            return None
        filled = templates.fill(message.offer, message.text, message.channel)
        sid = await self._contents.sid(filled.template) if filled else None
        if filled is None or sid is None:
            return None
        return {"content_sid": sid, "content_variables": json.dumps(filled.variables)}

    async def find(self, message: Outgoing) -> list[Accepted]:
        """Messages at Twilio to the same person, with the same text, since the attempt began."""
        found = []
        try:
            async with asyncio.timeout(http.TIMEOUT_SECONDS):
                stream = await self._messages.stream_async(
                    to=message.address, page_size=LOOK_UP_PAGE
                )
                async for one in stream:  # the newest first
                    if _too_old(one.date_created, message):
                        break
                    if _is_it(one.body or "", message):
                        found.append(_accepted(one.sid, one.num_segments))
        except (UnsureError, Unknown, TwilioException, TimeoutError, *NOT_TWILIOS) as error:
            raise NotSent(outage=True) from error
        return found

    async def outcome(self, provider_id: str) -> Receipt | None:
        """The state of a message at Twilio, as its last receipt would have told it.

        https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource
        """
        try:
            found = await self._messages(provider_id).fetch_async()
        except (TwilioRestException, TwilioServiceException) as error:
            if error.status == 404:  # deleted there
                return None
            raise NotSent(error.code) from None
        except (UnsureError, TwilioException, *NOT_TWILIOS) as error:
            raise NotSent(outage=True) from error
        told, status = str(found.error_code or ""), str(found.status or "")
        code = int(told) if told.isdecimal() else None
        return webhook.receipt(provider_id, status, code, bool(self._reopening_sid))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    def _refusal(
        self, error: TwilioRestException | TwilioServiceException
    ) -> NotSent | Unknown | Refused:
        found = rules.remedy_for(error.code, bool(self._reopening_sid))
        remedy = Remedy.WAIT if error.status == 401 else found
        if (error.code < FIRST_CODE and remedy is not Remedy.WAIT) or remedy is Remedy.LOOK_UP:
            return Unknown(f"status {error.status}, code {error.code}")
        if remedy in {Remedy.RETRY, Remedy.SLOW_DOWN, Remedy.WAIT}:
            wait = http.FIRST_RETRY_SECONDS if remedy is Remedy.SLOW_DOWN else None
            return NotSent(error.code, wait, outage=remedy is Remedy.WAIT)
        return Refused(error.code, remedy)


def _accepted(sid: Any, segments: Any) -> Accepted:
    if not isinstance(sid, str) or not sid:
        raise Unknown("an answer without an id")
    counted = str(segments or "0")
    return Accepted(sid, (int(counted) if counted.isdecimal() else 0) or None)


def _is_it(body: str, message: Outgoing) -> bool:
    """Whether a message at Twilio reads as ours; with choices it may read either way."""
    return body.endswith(message.text) or bool(message.offer and message.offer.text in body)


def _too_old(created: datetime | None, message: Outgoing) -> bool:
    began = message.started_at or message.created_at
    return created is not None and created.timestamp() < began - LOOK_BACK_SECONDS
