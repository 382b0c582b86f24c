"""One page's WebSocket: it sends what its person writes, and gets what is new in the ledger.

The page says first what it has (`hello`), then each text under an id of its own (`say`) until it
is told `ok`; after a break it sends again what was not. What it gets is `log`: lines, and whether
an answer is still to come.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from campaign.languages import SOURCE
from channels.ledger.conversations import Conversation, Cursor
from channels.web import wording
from channels.web.door import Door, NotTaken, Over, Said
from channels.web.provider import Ear
from channels.web.sessions import Session

HELLO_SECONDS = 30.0
SLOW_SECONDS = 30.0  # a client that takes no line for so long is cut: it comes again
LOOK_SECONDS = 1.0  # while an answer is awaited: another gateway may have it
REST_SECONDS = 60.0
PAUSE_SECONDS = 2.0  # after the database did not answer

log = structlog.get_logger("web")


class Talk:
    """One WebSocket, from its first word to its end.

    Args:
        socket: prepared.
        door: the way into the ledger.
        session: of the cookie; None in a frame, where the page says it.
        client: the address it comes from, where it is known.
        guessed: the locale that the browser asks for.
    """

    def __init__(
        self,
        socket: web.WebSocketResponse,
        door: Door,
        session: Session | None,
        client: str | None,
        guessed: str,
    ) -> None:
        self._socket = socket
        self._door = door
        self._session = session
        self._client = client
        self._hint = wording.telling(guessed)
        self._chosen = ""
        self._locale = ""
        self._after = Cursor()
        self._awaits = False
        self._known: set[str] = set()  # ids that this page itself has sent
        self._in_ledger = False  # whether something of this person must be there

    async def run(self) -> None:
        """Until the page goes."""
        hello = await self._hello()
        if hello is None:
            await self._socket.close(code=1008)
            return
        if self._session is None:
            await self._over()
            return
        self._after, self._locale = _cursor(hello), str(hello.get("locale", ""))
        if hello.get("chosen") in self._door.live.current.languages.locales:
            self._chosen = hello["chosen"]
        address = self._door.sessions.address(self._session)
        with self._door.ears.open(address) as ear:
            if ear is None:
                await self._socket.close(code=1013)
                return
            async with asyncio.TaskGroup() as tasks:
                showing = tasks.create_task(self._show_for_ever(self._session, ear))
                await self._take_for_ever(self._session, ear)
                showing.cancel()

    async def _hello(self) -> dict[str, Any] | None:
        try:
            words = _read(await self._socket.receive(timeout=HELLO_SECONDS))
        except TimeoutError:
            return None
        if words is None or words.get("t") != "hello":
            return None
        if self._session is None:
            self._session = self._door.sessions.read(str(words.get("session", "")))
        return words

    async def _take_for_ever(self, session: Session, ear: Ear) -> None:
        async for message in self._socket:
            words = _read(message)
            if words is None or words.get("t") != "say":
                break
            said = Said(*(str(words.get(name, "")) for name in ("id", "text", "payload")))
            self._known.add(said.client_id)
            try:
                await self._door.say(session, said, self._client, self._chosen or self._hint)
            except NotTaken:
                await self._send({"t": "no", "id": said.client_id})
                continue
            except Over:
                await self._over()
                break
            except Exception as error:  # not stored: the page comes again and repeats it
                log.error("not_stored", error=type(error).__name__)
                await self._socket.close(code=1011)
                break
            self._in_ledger = True
            self._awaits = True  # as the page does when it is told
            await self._send({"t": "ok", "id": said.client_id})
            ear.wake()

    async def _show_for_ever(self, session: Session, ear: Ear) -> None:
        address = self._door.sessions.address(session)
        while not self._socket.closed:
            try:
                conversation = await self._door.conversations.read(address, self._after)
            except Exception as error:  # the database may be away: keep at it
                log.error("not_read", error=type(error).__name__)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if conversation is None and self._in_ledger and not ear.is_ended:
                await self._over(erased=True)
                return
            left = self._door.sessions.seconds_left(
                session, conversation.seen_at if conversation else None
            )
            if left <= 0 or ear.is_ended:
                await self._over()
                return
            if conversation:
                self._in_ledger = True
                await self._show(conversation)
            await ear.listen(min(left, LOOK_SECONDS if self._awaits else REST_SECONDS))

    async def _show(self, conversation: Conversation) -> None:
        if not conversation.lines and conversation.awaits == self._awaits:
            return
        content = self._door.live.current
        locale = self._chosen or conversation.locale or self._locale
        spoken = locale if locale in content.languages.locales else SOURCE
        shown = wording.lines(conversation, content, spoken)
        new = [line for line in shown if line["key"].partition("-")[2] not in self._known]
        told: dict[str, Any] = {"t": "log", "lines": new, "awaits": conversation.awaits}
        self._after = _further(self._after, conversation)
        told["after"] = list(self._after)
        if spoken != self._locale:
            told |= {"locale": spoken, "lang": wording.bcp47(spoken)}
            told["dir"] = content.languages.locales[spoken].direction
            told["words"] = wording.words(content, spoken)
            self._locale = spoken
        self._awaits = conversation.awaits
        await self._send(told)
        await self._door.shown(conversation.lines)

    async def _over(self, erased: bool = False) -> None:
        told: dict[str, Any] = {"t": "over"}
        if erased:
            content = self._door.live.current
            known = self._locale in content.languages.locales
            told["line"] = wording.erased(content, self._locale if known else SOURCE)
        await self._send(told)
        await self._socket.close()

    async def _send(self, words: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(SLOW_SECONDS):
                await self._socket.send_str(json.dumps(words, ensure_ascii=False))
        except (TimeoutError, ConnectionError):
            await self._socket.close(code=1008)


def _read(message: Any) -> dict[str, Any] | None:
    """A frame of ours; None for anything else."""
    if message.type is not WSMsgType.TEXT:
        return None
    try:
        words = json.loads(message.data)
    except ValueError:
        return None
    return words if isinstance(words, dict) else None


def _cursor(hello: dict[str, Any]) -> Cursor:
    after = hello.get("after")
    if isinstance(after, list) and len(after) == 2:
        theirs, ours = after
        if all(isinstance(one, int) and 0 <= one < 2**62 for one in (theirs, ours)):
            return Cursor(theirs, ours)
    return Cursor()


def _further(after: Cursor, conversation: Conversation) -> Cursor:
    return Cursor(
        max([after.inbound, *(one.id for one in conversation.lines if one.is_theirs)]),
        max([after.outbound, *(one.id for one in conversation.lines if not one.is_theirs)]),
    )
