"""Sends through Twilio's REST API, and looks a message up there.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from channels.messages import Outgoing
from channels.rules import Remedy
from channels.sending import Accepted, NotSent, Refused, Unknown
from channels.twilio.rules import rule_for

TIMEOUT_SECONDS = 12.0  # Twilio answers in well under one; far below the lease of a message
CONNECTIONS = 64
LOOK_BACK_SECONDS = 120.0  # how far our clock and Twilio's may differ, generously
LOOK_UP_PAGE = 50
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 600.0  # whatever an answer says
FIRST_CODE = 10_000  # below it is an HTTP status: an answer, but none of Twilio's

# What the library raises over an answer that is no JSON, or other JSON than Twilio's.
NOT_TWILIOS = (ValueError, AttributeError, KeyError, TypeError)


class _Unsure(Exception):
    """The request was made; whether it was carried out is unknown."""


class PooledHttp(AsyncHttpClient):
    """Kept-alive connections, a time-out that holds, no retries and no logging of numbers.

    Twilio's own asynchronous client ignores its time-out and repeats a 503, which may send twice.
    """

    def __init__(self) -> None:
        super().__init__(logging.getLogger("twilio.unused"), is_async=True)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        allow_redirects: bool = False,
    ) -> Response:
        """One HTTP request. Raises NotSent or _Unsure where there is no answer to go by."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            total = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, timeout=total)
        try:
            async with self._session.request(
                method,
                url,
                params=params,
                data=data,
                headers=headers,
                auth=aiohttp.BasicAuth(*auth) if auth else None,
                allow_redirects=allow_redirects,
            ) as response:
                text = await response.text()
        except aiohttp.ClientConnectorError as error:
            raise NotSent(outage=True) from error
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
            raise _Unsure from error
        if response.status == 429:
            raise NotSent(20429, _seconds(response.headers.get("Retry-After")))
        if response.status >= 500:
            raise _Unsure
        return Response(response.status, text, response.headers)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()


class TwilioApi:
    """The provider behind every address that Twilio gives.

    Args:
        account_sid: the account's id.
        auth_token: its secret.
        api_url: the base of the REST API; empty for Twilio's own.
        public_url: ours, for the receipts; empty for none.
        messaging_service_sid: sends SMS through this service, where given.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        api_url: str = "",
        public_url: str = "",
        messaging_service_sid: str = "",
    ) -> None:
        self._http = PooledHttp()
        client = Client(account_sid, auth_token, http_client=self._http)
        if api_url:
            client.api.base_url = api_url
        self._messages = client.api.v2010.account.messages
        self._public_url = public_url
        self._service = messaging_service_sid

    async def send(self, message: Outgoing) -> Accepted:
        """Create a message at Twilio.

        Raises:
            NotSent, Unknown, Refused: see `channels.sending`.
        """
        fields: dict[str, Any] = {"body": message.text}
        if self._service and message.channel == "sms":
            fields["messaging_service_sid"] = self._service
        else:
            fields["from_"] = message.our_address
        if self._public_url:
            fields["status_callback"] = f"{self._public_url}/twilio/status?id={message.id}"
        if message.media and self._public_url:
            fields["media_url"] = [f"{self._public_url}{message.media}"]
        try:
            created = await self._messages.create_async(to=message.address, **fields)
        except (TwilioRestException, TwilioServiceException) as error:
            raise _refusal(error) from None
        except (_Unsure, TwilioException, *NOT_TWILIOS) as error:
            raise Unknown(type(error).__name__) from None
        return _accepted(created.sid, created.num_segments)

    async def find(self, message: Outgoing) -> list[Accepted]:
        """Messages at Twilio to the same person, with the same text, since the attempt began."""
        found = []
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                stream = await self._messages.stream_async(
                    to=message.address, page_size=LOOK_UP_PAGE
                )
                async for one in stream:  # the newest first
                    if _too_old(one.date_created, message):
                        break
                    if (one.body or "").endswith(message.text):
                        found.append(_accepted(one.sid, one.num_segments))
        except (_Unsure, Unknown, TwilioException, TimeoutError, *NOT_TWILIOS) as error:
            raise NotSent(outage=True) from error
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _accepted(sid: Any, segments: Any) -> Accepted:
    if not isinstance(sid, str) or not sid:
        raise Unknown("an answer without an id")
    counted = str(segments or "0")
    return Accepted(sid, (int(counted) if counted.isdecimal() else 0) or None)


def _refusal(
    error: TwilioRestException | TwilioServiceException,
) -> NotSent | Unknown | Refused:
    remedy = Remedy.WAIT if error.status == 401 else rule_for(error.code).remedy
    if (error.code < FIRST_CODE and remedy is not Remedy.WAIT) or remedy is Remedy.LOOK_UP:
        return Unknown(f"status {error.status}, code {error.code}")
    if remedy in {Remedy.RETRY, Remedy.SLOW_DOWN, Remedy.WAIT}:
        wait = FIRST_RETRY_SECONDS if remedy is Remedy.SLOW_DOWN else None
        return NotSent(error.code, wait, outage=remedy is Remedy.WAIT)
    return Refused(error.code, remedy)


def _too_old(created: datetime | None, message: Outgoing) -> bool:
    began = message.started_at or message.created_at
    return created is not None and created.timestamp() < began - LOOK_BACK_SECONDS


def _seconds(header: str | None) -> float:
    try:
        asked = float(header or "")
    except ValueError:
        return FIRST_RETRY_SECONDS
    return min(max(FIRST_RETRY_SECONDS, asked), LONGEST_RETRY_SECONDS)
