"""Makes a Telegram bot ours: webhook, menu, description."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from campaign import content
from channels.sending import NotSent, Unknown
from channels.settings import Settings
from channels.telegram import profile
from channels.telegram.adapter import PATH, secret_token
from channels.telegram.bot_api import BotApi, Refusal
from suar import environment
from suar.problem import Problem

app = typer.Typer(help="The Telegram bot.", no_args_is_help=True)


@app.command()
def connect() -> None:
    """Have the bot's messages sent here; set its menu and description in every language."""
    asyncio.run(_connect(environment.settings()))


async def _connect(settings: Settings) -> None:
    _check(settings)
    url = f"{settings.public_url}{PATH}"
    api = BotApi(settings.telegram_api_url, settings.telegram_bot_token)
    try:
        bot = await profile.connect(api, url, secret_token(settings))
        typer.echo(f"@{bot.name} sends its messages to {url}")
        loaded = content.load(settings.content, settings.serves_drafts)
        codes = await profile.describe(api, loaded, datetime.now(UTC).date())
        named = ", ".join(code or "others" for code in codes)
        typer.echo(f"Menu and description are set, by language of the app: {named}")
        if bot.joins_groups:
            typer.echo("It may be added to groups, where it stays silent. To forbid that: send")
            typer.echo("/setjoingroups to @BotFather and choose Disable.")
    except Refusal as refusal:
        raise Problem(_explained(refusal)) from None
    except (NotSent, Unknown):
        raise Problem(
            f"Telegram does not answer at {settings.telegram_api_url}. "
            "Is TELEGRAM_API_URL right, and may this machine call it?"
        ) from None
    finally:
        await api.close()


def _check(settings: Settings) -> None:
    if not settings.telegram_bot_token:
        raise Problem("Set TELEGRAM_BOT_TOKEN, which @BotFather gives, in the environment or .env.")
    if not settings.public_url.startswith("https://"):
        raise Problem("SUAR_PUBLIC_URL must begin with https:// for Telegram to send messages.")


def _explained(refusal: Refusal) -> str:
    if refusal.code in {401, 404}:
        return "Telegram does not know this TELEGRAM_BOT_TOKEN. Ask @BotFather for it: /token"
    return f"{refusal}."
