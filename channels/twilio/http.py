"""HTTP to Twilio as the service wants it."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from channels.connections import kept_alive
from channels.sending import NotSent

TIMEOUT_SECONDS = 12.0  # Twilio answers in well under one; far below the lease of a message
CONNECTIONS = 64
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 600.0  # whatever an answer says


class UnsureError(Exception):
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
        data: dict[str, Any] | str | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        allow_redirects: bool = False,
    ) -> Response:
        """One HTTP request. Raises NotSent or UnsureError where there is no answer to go by."""
        if self._session is None:
            self._session = kept_alive(CONNECTIONS, TIMEOUT_SECONDS)
        try:
            async with self._session.request(
                method,
                url,
                params=params,
                data=_body(data),
                headers=_headers(headers, auth),
                allow_redirects=allow_redirects,
            ) as response:
                text = (await response.read()).decode()  # JSON is UTF-8 (RFC 8259)
        except aiohttp.ClientConnectorError as error:
            raise NotSent(outage=True) from error
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
            raise UnsureError from error
        if response.status == 429:
            raise NotSent(20429, _seconds(response.headers.get("Retry-After")))
        if response.status >= 500:
            raise UnsureError
        return Response(response.status, text, response.headers)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()


def _body(data: dict[str, Any] | str | None) -> bytes | str | None:
    """What is sent; a form is encoded here, which aiohttp does in twice the time."""
    if isinstance(data, dict):
        return urlencode(data, doseq=True).encode() or None
    return data


def _headers(given: dict[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return given or {}
    return {**(given or {}), "Authorization": aiohttp.encode_basic_auth(*auth)}


def _seconds(header: str | None) -> float:
    try:
        asked = float(header or "")
    except ValueError:
        return FIRST_RETRY_SECONDS
    return min(max(FIRST_RETRY_SECONDS, asked), LONGEST_RETRY_SECONDS)
