"""The page of what did not arrive or was not answered, and the buttons that send it again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from aiohttp import web

from channels.adapters import rule_of
from channels.app import Gateway
from channels.ledger.dead_letters import DeadLetters, Letter, Sent, Way
from channels.rules import Remedy, Rule
from channels.twilio import rules as twilio
from desk import guard
from desk.guard import ACCOUNTS
from desk.pages import page

LETTERS = web.AppKey("letters", DeadLetters)
GATEWAY = web.AppKey("gateway", Gateway)
SHOWN_MOST = 500

NO_ANSWER = Rule(
    "Suar tried six times and found no answer. The person was told so.",
    Remedy.GIVE_UP,
    "If it happens again, tell the operator. Let Suar answer again when the fault is mended.",
    send_again=True,
)

routes = web.RouteTableDef()


@dataclass(frozen=True)
class Group:
    """All letters with one error: `key` names it in a form."""

    key: str
    code: int | None
    rule: Rule
    page: str | None
    letters: list[Letter]


@routes.get("/undelivered")
async def overview(request: web.Request) -> web.Response:
    """Everything, by its error."""
    return await _page(request)


@routes.get("/undelivered/confirm")
async def confirm(request: web.Request) -> web.Response:
    """Asks before anything is sent."""
    guard.editors_only(request)
    what = request.query.get("what", "")
    chosen = _chosen(what, await _letters(request))
    return page(request, "undelivered_confirm.html", chosen=chosen, what=what)


@routes.post("/undelivered/send")
async def send(request: web.Request) -> web.Response:
    """Send one again, or all with the same error."""
    by = guard.editors_only(request)
    what = str((await request.post()).get("what", ""))
    way, number = _one(what)
    if way:
        chosen = [(way, number)]
    else:
        chosen = [(one.way, one.id) for one in _chosen(what, await _letters(request))]
    came = Counter([await request.app[LETTERS].send_again(*one) for one in chosen])
    request.app[GATEWAY].wake()
    if came[Sent.DONE]:
        subject = f"message {number}" if way else f"{came[Sent.DONE]} messages, {what}"
        await request.app[ACCOUNTS].record(by, "sent_again", subject)
    said = "; ".join(f"{number}: {outcome.value}" for outcome, number in came.items())
    return await _page(request, said=said or "Nothing was left to send.")


async def _page(request: web.Request, said: str | None = None) -> web.Response:
    letters = await _letters(request)
    return page(
        request,
        "undelivered.html",
        groups=_groups(letters),
        most=SHOWN_MOST if len(letters) == SHOWN_MOST else None,
        said=said,
    )


async def _letters(request: web.Request) -> list[Letter]:
    return await request.app[LETTERS].all(SHOWN_MOST)


def _groups(letters: list[Letter]) -> list[Group]:
    by_key: dict[str, list[Letter]] = {}
    for one in letters:
        by_key.setdefault(_key(one), []).append(one)
    return [_group(key, found) for key, found in by_key.items()]


def _group(key: str, letters: list[Letter]) -> Group:
    first = letters[0]
    if first.way is Way.IN:
        return Group(key, None, NO_ANSWER, None, letters)
    is_twilios = first.code in twilio.RULES
    address = twilio.page(first.code) if first.code and is_twilios else None
    return Group(key, first.code, rule_of(first.channel, first.code), address, letters)


def _key(letter: Letter) -> str:
    return "no answer" if letter.way is Way.IN else f"code {letter.code or 'none'}"


def _chosen(what: str, letters: list[Letter]) -> list[Letter]:
    way, number = _one(what)
    if way:
        return [one for one in letters if (one.way, one.id) == (way, number)]
    return [one for one in letters if _key(one) == what]


def _one(what: str) -> tuple[Way | None, int]:
    """Which message a form names: `OUT 17`; None for a whole group."""
    name, _, number = what.partition(" ")
    if name in Way.__members__ and number.isascii() and number.isdigit() and len(number) < 16:
        return Way[name], int(number)
    return None, 0
