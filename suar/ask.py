"""Answers one question in the terminal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer
from rich.console import Console

from campaign import content, local_numbers
from campaign.content import Reader
from channels import messages
from channels.adapters import CAPABILITIES
from channels.messages import Waiting
from channels.render import Words, render
from channels.segments import count
from channels.settings import Settings
from channels.twilio import addresses
from channels.understanding import Rasa, Reply, Unavailable
from suar import environment, service, understanding
from suar.problem import Problem


def ask(question: str, channel: str, sender: str, console: Console) -> None:
    """Print the reply, and below it what was understood."""
    if channel not in CAPABILITIES:
        raise Problem(f"--channel is {channel}; wanted: {', '.join(CAPABILITIES)}")
    if sender and addresses.number(sender) is None:
        raise Problem("--from is no telephone number; wanted: + and the country code, such as +62…")
    settings = environment.settings()
    reply = asyncio.run(_reply(settings, _as_message(question, channel, sender), console))
    loaded = content.load(settings.content, settings.serves_drafts)
    reader = Reader(reply.locale, _country(sender))
    today = datetime.now(UTC).date()
    one = local_numbers.digits("1", reply.locale)
    words = Words(
        loaded.reply("choices_heading", reader, today),
        more=loaded.reply("more", reader, today, one=one),
    )
    topic = loaded.topics.get(reply.topic or "")
    urgent = topic is not None and topic.urgent
    rendered = render(reply, CAPABILITIES[channel], words, urgent=urgent)
    typer.echo(rendered.text)
    parts = [reply.decision, reply.topic or "no topic", reply.locale]
    if channel == messages.SMS:
        counted = count(rendered.text)
        parts.append(f"{counted.segments} segments ({counted.encoding})")
        if rendered.rest:
            left = sum(count(part.text).segments for part in rendered.rest)
            parts.append(f"{len(rendered.rest)} more on request ({left} segments)")
    console.print(" · ".join(parts), style="dim", highlight=False)


async def _reply(settings: Settings, message: Waiting, console: Console) -> Reply:
    ports = service.Ports.saved(environment.var())
    saved = [environment.demo_address(port) for port in ports.rasa] if ports else None
    running = Rasa(saved or settings.rasa_urls)
    try:
        if await running.ready():
            return await running.ask(message, CAPABILITIES[message.channel].form)
        async with understanding.running(settings, console) as urls:
            started = Rasa([urls.rasa])
            try:
                return await started.ask(message, CAPABILITIES[message.channel].form)
            finally:
                await started.close()
    except Unavailable as error:
        raise Problem(f"No answer: {error}.") from None
    finally:
        await running.close()


def _as_message(question: str, channel: str, sender: str) -> Waiting:
    return Waiting(
        id=0,
        contact_id="command-line",
        address=b"",
        channel=channel,
        our_address="",
        kind=messages.TEXT,
        text=question,
        opt_out_type=None,
        received_at=0.0,
        attempts=0,
        lease_until=0.0,
        locale=None,
        country=_country(sender),
        choices=(),
        opted_out=False,
    )


def _country(sender: str) -> str | None:
    return addresses.country(sender, addresses.number(sender))
