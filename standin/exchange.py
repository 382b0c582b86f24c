"""The telephone exchange: everything the stand-in holds while it runs."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from standin import resource
from standin.behaviour import Behaviour, Dice
from standin.contents import Contents
from standin.events import News
from standin.messages import Message, Shelf
from standin.phones import Phones
from standin.posting import Delivery, Form, post, signature
from standin.settings import Settings


class Exchange:
    """Messages, phones, behaviour, watchers, and the work going on in the background."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self.settings = settings
        self.news = News()
        self._session = session
        self.contents = Contents()
        self._work: set[asyncio.Task[Any]] = set()
        self._begin()

    def _begin(self) -> None:
        self.shelf = Shelf(self.settings.keep_messages)
        self.phones = Phones()
        self.behaviour = self.settings.behaviour
        self.dice = Dice(self.behaviour)

    def now(self) -> datetime:
        """Give the time."""
        return datetime.now(UTC)

    def take(self, message: Message) -> None:
        """Put a new message on the shelf."""
        self.shelf.add(message)
        self.show(message)

    def enter(self, message: Message, status: str, error_code: int | None = None) -> None:
        """Move a message to its next state."""
        message.enter(status, self.now(), error_code)
        self.show(message)

    def show(self, message: Message) -> None:
        """Tell the watchers how a message stands."""
        if self.news.is_watched():
            self.news.tell("message", resource.for_page(message))

    def behave(self, words: Mapping[str, Any]) -> Behaviour:
        """Change the behaviour. The dice begin anew when the seed or the script is given."""
        self.behaviour = self.behaviour.changed(words)
        if {"seed", "script"} & set(words):
            self.dice = Dice(self.behaviour)
        self.news.tell("behaviour", self.behaviour.as_json())
        return self.behaviour

    async def post(
        self,
        url: str,
        form: Form,
        headers: dict[str, str],
        retry_for_s: float,
        tried: Callable[[Delivery], None] = lambda delivery: None,
    ) -> Delivery:
        """Call a webhook by the address the world knows it under."""
        local = self.settings.reachable(url)
        return await post(
            self._session, local, form, headers=headers, retry_for_s=retry_for_s, tried=tried
        )

    async def fetches(self, url: str) -> bool:
        """Whether a picture can be fetched, as Twilio fetches what it is to send on."""
        try:
            async with self._session.get(self.settings.reachable(url)) as answer:
                return answer.status == 200 and answer.content_type.startswith("image/")
        except (aiohttp.ClientError, TimeoutError):
            return False

    def sign(self, url: str, form: Form) -> str:
        """Sign a form with the account's token."""
        return signature(self.settings.auth_token, url, form)

    def start[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Do something in the background; a client that leaves does not stop it."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    async def reset(self) -> None:
        """Forget every message and phone, and behave as at the start."""
        await self.stop()
        self._begin()
        self.news.tell("reset", {})

    async def stop(self) -> None:
        """End all work in the background."""
        work = list(self._work)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


EXCHANGE = web.AppKey("exchange", Exchange)
