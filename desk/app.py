"""Puts the desk into the gateway's web application."""

from __future__ import annotations

from aiohttp import web

from channels.adapters import rule_of
from channels.app import Gateway
from channels.ledger.dead_letters import DeadLetters
from desk import costs, guard, staff, undelivered
from desk.accounts import Accounts
from desk.pages import HERE
from desk.studio import editing, teaching, views
from desk.studio.checks import Checks
from desk.studio.teaching import Course, Teaching


def mount(app: web.Application, gateway: Gateway, course: Course | None = None) -> None:
    """Serve the desk under `/desk`.

    Args:
        app: the gateway's application.
        gateway: its parts: the database, the live content, the settings.
        course: how the model is trained from the browser, where it can be.
    """
    settings = gateway.settings
    desk = web.Application(
        middlewares=[guard.headers, guard.session, guard.same_site], client_max_size=256 * 1024
    )
    desk[guard.ACCOUNTS] = Accounts(gateway.database, gateway.vault)
    desk[guard.SETTINGS] = settings
    desk[guard.SECURE] = settings.public_url.startswith("https://")
    desk[staff.TRIES] = guard.Tries()
    desk[views.LIVE] = gateway.live
    desk[views.ROOT] = settings.content.resolve()
    desk[views.CHECKS] = Checks(gateway.live, settings.content.resolve())
    desk[views.PRICE] = settings.sms_price
    desk[teaching.TEACHING] = Teaching(course)
    desk[costs.DATABASE] = gateway.database
    desk[undelivered.LETTERS] = DeadLetters(gateway.database, rule_of)
    desk[undelivered.GATEWAY] = gateway
    desk.on_cleanup.append(teaching.stop_with)
    desk.add_routes(
        [
            *staff.routes,
            *views.routes,
            *editing.routes,
            *teaching.routes,
            *undelivered.routes,
            *costs.routes,
        ]
    )
    desk.router.add_static("/static", HERE / "static", append_version=False)
    app.add_subapp("/desk", desk)
