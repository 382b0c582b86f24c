"""The way to the action server: over connections that are kept, with the last message only.

Rasa 3.6.21 opens a session of its own, and so a new TCP connection, for each action, and sends
every event of the conversation. Our actions go by the last message. Rasa takes whatever endpoint
it is handed (`AvailableEndpoints.action`), so nothing of it is replaced.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

CONNECTIONS = 32
_HEADERS = {"Content-Type": "application/json"}


class KeptAlive(EndpointConfig):
    """An endpoint without credentials of its own: for the loopback."""

    def __init__(self, url: str, **kwargs: Any) -> None:
        """Take what `EndpointConfig` takes."""
        super().__init__(url, **kwargs)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Send JSON, return JSON.

        Args:
            method: of HTTP.
            subpath: not used by actions; refused.
            content_type: always JSON.
            compress: not on the loopback.
            kwargs: `json` is the body.

        Raises:
            ClientResponseError: the server answers 400 or more, as upstream.
        """
        if subpath is not None:
            raise ValueError("this endpoint has no paths below its own")
        body = json.dumps(without_history(kwargs["json"]), separators=(",", ":")).encode()
        async with self._connection().request(
            method, self.url, data=body, headers=_HEADERS
        ) as response:
            content = await response.read()
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, content)
            return json.loads(content)

    def _connection(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            )
        return self._session


def without_history(call: dict[str, Any]) -> dict[str, Any]:
    """The call of an action without the conversation's events; the last message stays."""
    if "tracker" not in call:
        return call
    return {**call, "tracker": {**call["tracker"], "events": []}}
