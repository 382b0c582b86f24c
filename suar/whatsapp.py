"""`suar whatsapp`: the templates at Twilio with which choices are sent to press."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import typer
from rich.console import Console

from channels.messages import MESSENGER, RCS, WHATSAPP
from channels.settings import Settings
from channels.twilio import templates
from channels.twilio.contents import ContentApi, ContentsError
from channels.twilio.http import PooledHttp
from channels.twilio.templates import Template
from suar import environment, service
from suar.problem import Problem

app = typer.Typer(help="WhatsApp, Messenger and RCS at Twilio.", no_args_is_help=True)

Say = Callable[[str], None]


@app.command()
def sync() -> None:
    """Make the templates for lists and buttons at Twilio, and remove old ones of ours."""
    settings = environment.settings()
    asyncio.run(synchronise(settings, content_url(settings), Console().print))


def content_url(settings: Settings) -> str:
    """The base of the Content API; in the demo that of the stand-in that runs.

    Raises:
        Problem: none runs.
    """
    if not service.needs_standin(settings):
        return settings.contents_url
    ports = service.Ports.saved(environment.var())
    if ports is None or environment.is_free(ports.standin):
        raise Problem(
            "There is no Twilio account in .env, and the demo does not run. Fill in "
            "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or start the demo: make run"
        )
    return environment.demo_address(ports.standin)


def channels_of(settings: Settings) -> set[str]:
    """The channels that have a sender; in the demo all of them."""
    senders = {
        WHATSAPP: settings.whatsapp_from,
        MESSENGER: settings.messenger_from,
        RCS: settings.rcs_from,
    }
    return {channel for channel, sender in senders.items() if sender or settings.is_demo}


async def synchronise(settings: Settings, url: str, say: Say) -> None:
    """Bring the templates at Twilio up to date; what is right is left as it is.

    Args:
        settings: the account and its senders.
        url: the base of the Content API; empty for Twilio's own.
        say: is told each thing that is done.

    Raises:
        Problem: no channel needs templates, or Twilio refuses or does not answer.
    """
    wanted = templates.wanted(channels_of(settings))
    if not wanted:
        raise Problem(
            "No channel with buttons is set up. Set TWILIO_WHATSAPP_FROM, TWILIO_MESSENGER_FROM "
            "or TWILIO_RCS_FROM; see docs/operators.md."
        )
    http = PooledHttp()
    api = ContentApi(http, settings.account_sid, settings.auth_token, url)
    try:
        await _synchronise(api, wanted, say)
    except ContentsError as error:
        raise Problem(f"{error}. What was done stays; run it again.") from None
    finally:
        await http.close()


async def _synchronise(api: ContentApi, wanted: Sequence[Template], say: Say) -> None:
    missing = {template.name: template for template in wanted}
    stale = []
    for stored in await api.ours():
        template = missing.get(stored.name)
        if template and stored.is_as(template):
            del missing[stored.name]
        else:  # an older version, one that nobody needs, one changed by hand, a second one
            stale.append(stored)
    for template in missing.values():
        say(f"made     {template.name}  {await api.create(template)}")
    for stored in stale:  # only now: the gateway may send with them until it asks again
        await api.delete(stored.sid)
        say(f"removed  {stored.name}  {stored.sid}")
    kept = len(wanted) - len(missing)
    say(f"{len(missing)} made, {len(stale)} removed, {kept} were there already.")
