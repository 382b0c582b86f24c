"""Signing in and out, joining by an invitation, and the administrators' page."""

from __future__ import annotations

import segno
from aiohttp import web

from channels.metrics import STAFF_REFUSED
from desk import guard, secrets
from desk.accounts import Refused
from desk.guard import ACCOUNTS, SECURE, Tries
from desk.pages import page
from desk.roles import ROLES

routes = web.RouteTableDef()
TRIES = web.AppKey("tries", Tries)
NOT_MATCHED = (
    "Name, password or code did not match. Wait for the next code and try again. "
    "After five tries an account is locked for 15 minutes."
)


@routes.get("/sign-in")
async def sign_in_page(request: web.Request) -> web.Response:
    """The form."""
    return page(request, "sign_in.html", next=_local(request.query.get("next")), said=None)


@routes.post("/sign-in")
async def sign_in(request: web.Request) -> web.StreamResponse:
    """Name, password and code, checked together: no answer tells which was wrong."""
    form = await request.post()
    target = _local(str(form.get("next", "")))
    if not request.app[TRIES].one_more(request):
        said = "Too many tries from this address. Wait five minutes."
        return page(request, "sign_in.html", 429, next=target, said=said)
    words = [str(form.get(name, "")) for name in ("name", "password", "code")]
    token = await request.app[ACCOUNTS].sign_in(*words)
    if token is None:
        STAFF_REFUSED.inc()
        return page(request, "sign_in.html", 403, next=target, said=NOT_MATCHED)
    response = web.HTTPSeeOther(target)
    guard.keep_signed_in(response, token, request.app[SECURE])
    return response


@routes.post("/sign-out")
async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session."""
    await request.app[ACCOUNTS].sign_out(request.cookies.get(guard.COOKIE, ""))
    response = web.HTTPSeeOther("/desk/sign-in")
    response.del_cookie(guard.COOKIE, path="/desk")
    return response


@routes.get("/join/{token}")
async def join_page(request: web.Request) -> web.Response:
    """The page of an invitation's link."""
    return await _join_page(request, said=None, name="", status=200)


@routes.post("/join/{token}")
async def join(request: web.Request) -> web.StreamResponse:
    """Choose name and password, prove that the authenticator app works."""
    form = await request.post()
    accounts = request.app[ACCOUNTS]
    name, password, code = (str(form.get(one, "")) for one in ("name", "password", "code"))
    if not request.app[TRIES].one_more(request):
        return await _join_page(request, "Too many tries. Wait five minutes.", name, 429)
    if password != str(form.get("password_again", "")):
        return await _join_page(request, "The two passwords differ.", name, 400)
    try:
        member = await accounts.join(request.match_info["token"], name, password, code)
    except Refused as refused:
        return await _join_page(request, str(refused), name, 400)
    response = web.HTTPSeeOther("/desk/content")
    guard.keep_signed_in(response, await accounts.session_of(member), request.app[SECURE])
    return response


async def _join_page(
    request: web.Request, said: str | None, name: str, status: int
) -> web.Response:
    invite = await request.app[ACCOUNTS].open_invite(request.match_info["token"])
    if invite is None:
        return page(request, "join_closed.html", 410)
    address = secrets.totp_address(invite.totp_secret, name or "staff")
    square = segno.make(address, micro=False).svg_data_uri(scale=5, border=2, light="#fff")
    return page(
        request,
        "join.html",
        status,
        invite=invite,
        square=square,
        said=said,
        name=name,
        shortest=secrets.MIN_PASSWORD,
    )


@routes.get("/staff")
async def staff_page(request: web.Request) -> web.Response:
    """Who has an account, and what was done."""
    guard.admins_only(request)
    return await _staff_page(request)


@routes.post("/staff/invite")
async def invite(request: web.Request) -> web.Response:
    """Make a one-time link for somebody."""
    by = guard.admins_only(request)
    form = await request.post()
    role = str(form.get("role", ""))
    if role not in ROLES:
        raise web.HTTPBadRequest(text="Choose a role.")
    languages = tuple(str(form.get("languages", "")).replace(",", " ").split())
    token = await request.app[ACCOUNTS].invite(role, languages, by.name)
    return await _staff_page(request, link=f"{request.url.origin()}/desk/join/{token}")


@routes.post("/staff/{staff_id}/close")
async def close(request: web.Request) -> web.StreamResponse:
    """Close an account."""
    by = guard.admins_only(request)
    try:
        await request.app[ACCOUNTS].disable(request.match_info["staff_id"], by)
    except Refused as refused:
        return await _staff_page(request, said=str(refused), status=400)
    raise web.HTTPSeeOther("/desk/staff")


async def _staff_page(
    request: web.Request, link: str | None = None, said: str | None = None, status: int = 200
) -> web.Response:
    accounts = request.app[ACCOUNTS]
    return page(
        request,
        "staff.html",
        status,
        everyone=await accounts.everyone(),
        trail=await accounts.trail(),
        roles=ROLES,
        link=link,
        said=said,
    )


def _local(target: str | None) -> str:
    """Where to go after signing in: a page of the desk, never another site."""
    return target if target and target.startswith("/desk/") else "/desk/content"
