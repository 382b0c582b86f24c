"""The page by itself: a form that works without a script, on any phone."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

import jinja2
import structlog
from aiohttp import web

from campaign.languages import SOURCE
from channels.ledger.conversations import Conversation, Cursor
from channels.settings import Settings
from channels.web import guard, wording
from channels.web.door import MAX_CHARACTERS, Door, NotTaken, Over, Said
from channels.web.files import Files
from channels.web.guard import COOKIE, PATH
from channels.web.sessions import Session
from channels.web.socket import Talk

ANSWER_SECONDS = 8.0  # a form waits so long for its answer before the page is shown
LOOK_SECONDS = 1.0
MAX_FRAME = 16 * 1024
HEARTBEAT_SECONDS = 30.0

log = structlog.get_logger("web")
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["lang"] = wording.bcp47


class Pages:
    """What answers under `/chat`.

    Args:
        settings: our address, the sites that may frame us, where "leave quickly" leads.
        door: the way into the ledger.
        files: the static files.
    """

    def __init__(self, settings: Settings, door: Door, files: Files) -> None:
        self._settings = settings
        self._door = door
        self._files = files
        self._sockets: set[web.WebSocketResponse] = set()

    async def show(self, request: web.Request) -> web.Response:
        """The conversation so far."""
        session = self._session(request)
        chosen = self._chosen(request)
        conversation = await self._conversation(session) if session else None
        over = session is not None and self._is_over(session, conversation)
        if session is None or over:
            session = self._door.sessions.new(chosen or (session.locale if session else ""))
            conversation = None
        elif chosen:
            session = self._door.sessions.speaking(session, chosen)
        return await self._page(request, session, conversation, over=over)

    async def show_framed(self, request: web.Request) -> web.Response:
        """The page for a frame on another site: it keeps its token itself, there is no cookie."""
        session = self._door.sessions.new(self._chosen(request))
        return await self._page(request, session, None, framed=True)

    async def take(self, request: web.Request) -> web.Response:
        """A text from the form: stored, then the page with its answer."""
        session = self._session(request)
        form = await self._form(request, session)
        said = Said(form.get("id", ""), form.get("text", ""), form.get("payload", ""))
        fresh = self._door.sessions.new(session.locale if session else "")
        if session is None:
            return await self._page(request, fresh, None, over=True, draft=said.text)
        hint = session.locale or wording.telling(self._guess(request))
        try:
            await self._door.say(session, said, guard.client(request, self._settings), hint)
        except Over:
            return await self._page(request, fresh, None, over=True, draft=said.text)
        except NotTaken:
            conversation = await self._conversation(session)
            draft = said.text[: 2 * MAX_CHARACTERS]
            return await self._page(request, session, conversation, failed=True, draft=draft)
        if not await self._until_answered(session):
            return await self._page(request, fresh, None, erased=True)
        raise web.HTTPSeeOther(f"{PATH}#last", headers=guard.headers(self._settings))

    async def leave(self, request: web.Request) -> web.Response:
        """The quick way out: the session is forgotten, whatever else is wrong with the request."""
        form = await self._any_form(request)
        session = self._leaving(request, form)
        if session:
            try:
                await self._door.end(session)
            except Exception as error:  # the person must get away all the same
                log.error("not_ended", error=type(error).__name__)
        headers = guard.headers(self._settings)
        if form.get("quiet"):  # sent by a page that is gone already
            response = web.Response(status=204, headers=headers)
        else:
            to = f"{PATH}" if form.get("anew") else self._settings.web_exit_url
            response = web.Response(status=303, headers={**headers, "Location": to})
        response.del_cookie(COOKIE, path=PATH)
        return response

    async def talk(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket of a page."""
        public_url = self._settings.public_url
        said = request.headers.get("Origin", "null") != "null"
        if not said or not guard.comes_from_us(request, public_url):
            raise web.HTTPForbidden(text="Not from here.")
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=MAX_FRAME)
        await socket.prepare(request)
        self._sockets.add(socket)
        client = guard.client(request, self._settings)
        talk = Talk(socket, self._door, self._session(request), client, self._guess(request))
        try:
            await talk.run()
        except Exception as error:  # the page comes again
            log.exception("talk_failed", error=type(error).__name__)
        finally:
            self._sockets.discard(socket)
        return socket

    async def hang_up(self) -> None:
        """Close all WebSockets: their pages come again, to whoever answers then."""
        await asyncio.gather(
            *(socket.close(code=1001) for socket in self._sockets), return_exceptions=True
        )

    async def _page(
        self,
        request: web.Request,
        session: Session,
        conversation: Conversation | None,
        *,
        framed: bool = False,
        over: bool = False,
        failed: bool = False,
        erased: bool = False,
        draft: str = "",
    ) -> web.Response:
        content = self._door.live.current
        spoken = conversation.locale if conversation else None
        locale = session.locale or spoken or self._guess(request)
        if locale not in content.languages.locales:
            locale = SOURCE
        lines = wording.lines(conversation, content, locale) if conversation else []
        if erased:
            lines.append(wording.erased(content, locale))
        ids = conversation.lines if conversation else ()
        text = _templates.get_template("chat.html").render(
            words=wording.words(content, locale),
            locale=content.languages.locales[locale],
            locales=content.languages.locales.values(),
            lines=lines,
            last=next((one["key"] for one in reversed(lines) if one["mine"]), None),
            after=Cursor(
                max((one.id for one in ids if one.is_theirs), default=0),
                max((one.id for one in ids if not one.is_theirs), default=0),
            ),
            awaits=conversation is not None and conversation.awaits,
            chosen=session.locale,
            token=self._door.sessions.token(session) if framed else None,
            form_token=self._door.sessions.form_token(session),
            new_id=lambda: secrets.token_hex(8),
            most=MAX_CHARACTERS,
            over=over,
            failed=failed,
            draft=draft,
            exit_url=self._settings.web_exit_url,
            url=self._files.url,
        )
        sites = self._settings.web_origins if framed else ()
        response = web.Response(
            text=text, content_type="text/html", headers=guard.headers(self._settings, sites)
        )
        if not framed:
            self._keep(response, session)
        response.enable_compression()
        if conversation:
            await self._door.shown(conversation.lines)
        return response

    def _keep(self, response: web.Response, session: Session) -> None:
        """Give the browser its session, until it is closed."""
        response.set_cookie(
            COOKIE,
            self._door.sessions.token(session),
            path=PATH,
            httponly=True,
            samesite="Strict",
            secure=self._settings.is_https,
        )

    async def _form(self, request: web.Request, session: Session | None) -> Mapping[str, str]:
        """The fields of a form that our page has sent; else the request is refused."""
        if not guard.comes_from_us(request, self._settings.public_url):
            raise web.HTTPForbidden(text="This form comes from another site.")
        form = await self._any_form(request)
        if session and not self._is_ours(form, session):
            raise web.HTTPForbidden(text="This page is too old. Load it again.")
        return form

    def _is_ours(self, form: Mapping[str, str], session: Session) -> bool:
        """Whether a form is from a page that we gave to this session."""
        given = form.get("form", "").encode("utf-8", "replace")
        return secrets.compare_digest(given, self._door.sessions.form_token(session).encode())

    def _leaving(self, request: web.Request, form: Mapping[str, str]) -> Session | None:
        """The session that is to be forgotten, if it is its own page that says so."""
        if not guard.comes_from_us(request, self._settings.public_url):
            return None
        if framed := self._door.sessions.read(form.get("session", "")):
            return framed
        session = self._session(request)
        return session if session and self._is_ours(form, session) else None

    async def _any_form(self, request: web.Request) -> Mapping[str, str]:
        fields = await request.post()
        return {name: value for name, value in fields.items() if isinstance(value, str)}

    async def _until_answered(self, session: Session) -> bool:
        """Wait a little for the answer, so that an old phone shows it with the page.

        Returns:
            False if the answer to it was that everything is erased.
        """
        address = self._door.sessions.address(session)
        until = time.monotonic() + ANSWER_SECONDS
        with self._door.ears.open(address) as ear:
            while ear and not ear.is_ended and time.monotonic() < until:
                conversation = await self._conversation(session)
                if conversation is None:
                    return False
                if not conversation.awaits:
                    break
                await ear.listen(min(LOOK_SECONDS, until - time.monotonic()))
        return True

    async def _conversation(self, session: Session) -> Conversation | None:
        address = self._door.sessions.address(session)
        return await self._door.conversations.read(address)

    def _session(self, request: web.Request) -> Session | None:
        return self._door.sessions.read(request.cookies.get(COOKIE, ""))

    def _is_over(self, session: Session, conversation: Conversation | None) -> bool:
        return self._door.sessions.is_over(session, conversation.seen_at if conversation else None)

    def _chosen(self, request: web.Request) -> str:
        """The locale that the person has just chosen; "" for none."""
        wanted = request.query.get("lang", "")
        return wanted if wanted in self._door.live.current.languages.locales else ""

    def _guess(self, request: web.Request) -> str:
        told = request.query.get("guess", "")  # the language of the site around our frame
        if told in self._door.live.current.languages.locales:
            return told
        header = request.headers.get("Accept-Language", "")
        return wording.accepted(header, self._door.live.current) or SOURCE
