"""Lets nobody in without a session, and no form through that is not ours."""

from __future__ import annotations

import hmac
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

from aiohttp import web

from channels.settings import Settings
from channels.web.guard import client
from desk import secrets
from desk.accounts import Accounts
from desk.roles import Member

COOKIE = "suar-desk"
OPEN = ("/desk/sign-in", "/desk/join/", "/desk/static/")  # what may be seen without a session
TRIES, TRIES_SECONDS = 20, 300.0  # of signing in or joining, by address

ACCOUNTS = web.AppKey("accounts", Accounts)
SECURE = web.AppKey("secure", bool)
SETTINGS = web.AppKey("settings", Settings)
MEMBER = web.RequestKey("member", Member)
FORM_TOKEN = web.RequestKey("form_token", str)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    # Everything comes from here, and nothing runs but our own files.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The headers that keep a page to itself."""
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        answer.headers.update(HEADERS)
        raise
    if request.path.startswith("/desk/static/"):  # these may be cached
        response.headers["X-Content-Type-Options"] = HEADERS["X-Content-Type-Options"]
    else:
        response.headers.update(HEADERS)
    return response


@web.middleware
async def session(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Knows who asks; sends everybody else to the sign-in page."""
    token = request.cookies.get(COOKIE, "")
    request[FORM_TOKEN] = secrets.form_token(token)
    member = await request.app[ACCOUNTS].member(token) if token else None
    if member:
        request[MEMBER] = member
    elif not request.path.startswith(OPEN):
        if request.method != "GET":
            raise web.HTTPForbidden(text="You are signed out. Sign in, then save again.")
        raise web.HTTPSeeOther(f"/desk/sign-in?next={quote(request.path_qs)}")
    return await handler(request)


@web.middleware
async def same_site(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses what another site sends in the name of someone signed in (CSRF).

    Two independent checks: the browser's own Origin, and a token that only our pages know.
    """
    if request.method not in {"GET", "HEAD"}:
        origin = request.headers.get("Origin")
        if origin and origin != "null" and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="This form comes from another site.")
        if MEMBER in request and not request.path.startswith(OPEN):
            given = str((await request.post()).get("form_token", ""))
            if not hmac.compare_digest(given.encode(), request[FORM_TOKEN].encode()):
                raise web.HTTPForbidden(text="This page is too old. Load it again.")
    return await handler(request)


class Tries:
    """Counts tries by address, so that guessing is slow whatever name is tried."""

    def __init__(self) -> None:
        self._by_address: dict[str, deque[float]] = defaultdict(deque)

    def one_more(self, request: web.Request) -> bool:
        """Whether the address may try once more."""
        now = time.monotonic()
        if len(self._by_address) > 10_000:
            self._by_address.clear()
        # Behind a proxy that we know all would share its address: one who guesses locks out all.
        tries = self._by_address[client(request, request.app[SETTINGS]) or request.remote or ""]
        while tries and tries[0] < now - TRIES_SECONDS:
            tries.popleft()
        tries.append(now)
        return len(tries) <= TRIES


def member(request: web.Request) -> Member:
    """Who is signed in."""
    return request[MEMBER]


def editors_only(request: web.Request) -> Member:
    """Who is signed in, if an editor or administrator."""
    who = member(request)
    if not who.is_editor:
        raise web.HTTPForbidden(text="Only editors can do this. Ask an administrator.")
    return who


def admins_only(request: web.Request) -> Member:
    """Who is signed in, if an administrator."""
    who = member(request)
    if not who.is_admin:
        raise web.HTTPForbidden(text="Only administrators can do this.")
    return who


def keep_signed_in(response: web.StreamResponse, token: str, secure: bool) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE, token, path="/desk", httponly=True, samesite="Strict", secure=secure
    )
