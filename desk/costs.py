"""The page on what was sent and what it cost."""

from __future__ import annotations

import time

from aiohttp import web

from channels.ledger import spending
from channels.ledger.database import Database
from desk import guard
from desk.pages import page
from desk.roles import TRANSLATOR
from desk.studio.views import PRICE

DATABASE = web.AppKey("spending", Database)
DAYS = (7, 30, 90, 365)

routes = web.RouteTableDef()


@routes.get("/costs")
async def costs(request: web.Request) -> web.Response:
    """What was sent by day, channel and country."""
    if guard.member(request).role == TRANSLATOR:
        raise web.HTTPForbidden(text="Costs are shown to viewers, editors and administrators.")
    asked = request.query.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else 30
    first = spending.first_day(days, time.time())
    spent = await request.app[DATABASE].write(lambda one: spending.since(one, first))
    price = request.app[PRICE]
    total = sum(one.cost(price) for one in spent)
    return page(
        request, "costs.html", spent=spent, days=days, offered=DAYS, price=price, total=total
    )
