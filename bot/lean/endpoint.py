"""The way to the action server: over kept connections, with the last message only, together.

Rasa 3.6.21 opens a session of its own, and so a new TCP connection, for each action, and sends
every event of the conversation. Our actions go by the last message. Messages that came together
(`bot/channel.py`) are at their actions together: the calls go in one request. Rasa takes whatever
endpoint it is handed (`AvailableEndpoints.action`), so nothing of it is replaced.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, NamedTuple

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

CONNECTIONS = 32
TOGETHER = "/together"  # below the webhook: takes a list of calls (`actions/__main__.py`)
_HEADERS = {"Content-Type": "application/json"}


class _Call(NamedTuple):
    body: dict[str, Any]
    answer: asyncio.Future[Any]


class KeptAlive(EndpointConfig):
    """An endpoint without credentials of its own: for the loopback."""

    def __init__(self, url: str, **kwargs: Any) -> None:
        """Take what `EndpointConfig` takes."""
        super().__init__(url, **kwargs)
        self._session: aiohttp.ClientSession | None = None
        self._waiting: list[_Call] = []
        self._requests: set[asyncio.Task[None]] = set()

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
            method: of HTTP; actions are posted.
            subpath: not used by actions; refused.
            content_type: always JSON.
            compress: not on the loopback.
            kwargs: `json` is the body.

        Raises:
            ClientResponseError: the server answers 400 or more, as upstream.
        """
        if subpath is not None:
            raise ValueError("this endpoint has no paths below its own")
        loop = asyncio.get_running_loop()
        call = _Call(without_history(kwargs["json"]), loop.create_future())
        self._waiting.append(call)
        if len(self._waiting) == 1:  # what is ready to run now comes before the new task
            request = loop.create_task(self._answer_all())
            self._requests.add(request)
            request.add_done_callback(self._requests.discard)
        return await call.answer

    async def _answer_all(self) -> None:
        calls, self._waiting = self._waiting, []
        try:
            answers = await self._ask([one.body for one in calls])
        except Exception as error:
            answers = [error] * len(calls)
        for one, answer in zip(calls, answers, strict=True):
            if one.answer.done():  # whoever asked has been cancelled
                continue
            if isinstance(answer, Exception):
                one.answer.set_exception(answer)
            else:
                one.answer.set_result(answer)

    async def _ask(self, bodies: list[dict[str, Any]]) -> list[Any]:
        if len(bodies) == 1:
            return [await self._post(self.url, bodies[0])]
        answers = await self._post(self.url + TOGETHER, bodies)
        if not isinstance(answers, list) or len(answers) != len(bodies):
            raise ClientResponseError(200, "not a list of the agreed length", b"{}")
        failed = ClientResponseError(500, "the action failed", b"{}")
        return [failed if one is None else one for one in answers]

    async def _post(self, url: str, content: Any) -> Any:
        body = json.dumps(content, separators=(",", ":")).encode()
        async with self._connection().post(url, data=body, headers=_HEADERS) as response:
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
