"""Calls Telegram's Bot API.

The token is part of every address, so no error of the HTTP client leaves this module: it may quote
the address.

https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from channels.connections import kept_alive
from channels.sending import NotSent, Unknown

TIMEOUT_SECONDS = 12.0  # far below the lease of a message
CONNECTIONS = 64


class Refusal(Exception):
    """Telegram has answered no.

    Args:
        code: the HTTP status, which Telegram repeats as `error_code`.
        description: Telegram's own words.
        retry_after: seconds to wait, where it says so.
    """

    def __init__(self, code: int, description: str, retry_after: float | None = None) -> None:
        super().__init__(f"Telegram refuses ({code}): {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after


class BotApi:
    """The methods of one bot.

    Args:
        url: the base of the API.
        token: the bot's, which is its password.
    """

    def __init__(self, url: str, token: str) -> None:
        self._base = f"{url}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, **fields: Any) -> Any:
        """The result of a method.

        Raises:
            NotSent: no connection was made.
            Unknown: the call was made, and there is no answer to go by.
            Refusal: Telegram has answered no.
        """
        try:
            async with self._connection().post(f"{self._base}/{method}", json=fields) as response:
                status, text = response.status, await response.text()
        except aiohttp.ClientConnectorError:
            raise NotSent(outage=True) from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Unknown(method) from None
        if status >= 500:
            raise Unknown(method)
        return _result(method, status, text)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def _connection(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = kept_alive(CONNECTIONS, TIMEOUT_SECONDS)
        return self._session


def _result(method: str, status: int, text: str) -> Any:
    try:
        answer = json.loads(text)
        if answer["ok"] is True:
            return answer["result"]
        parameters = answer.get("parameters") or {}
        after = parameters.get("retry_after")
        description = str(answer.get("description", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        if status < 400:
            raise Unknown(method) from None
        raise Refusal(status, "no reason given") from None
    raise Refusal(status, description, float(after) if isinstance(after, int | float) else None)
