"""Starts the whole service, and says where it is when it is ready."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from pathlib import Path

import aiohttp
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from campaign import content
from campaign.errors import ContentError
from channels.ledger.database import Database, DatabaseError
from channels.ledger.inbox import Inbox
from channels.settings import Settings
from channels.vault import Vault, VaultError
from suar import environment, paths, service, training, whatsapp
from suar.problem import Problem
from suar.supervisor import Supervisor

READY_WITHIN_SECONDS = 180.0
CHECK_SECONDS = 0.3


def up(console: Console) -> None:
    """Prepare what is missing, start all servers, and keep them running until told to stop."""
    began = time.monotonic()
    os.chdir(paths.ROOT)  # settings, database and logs are found from there
    settings = environment.settings()
    environment.check_port(settings.port)
    check_content(settings)
    asyncio.run(check_database(settings))
    console.print("Looking after Rasa's environment …")
    environment.prepare_rasa()
    if training.is_needed():
        seconds = training.train(console)
        console.print(f"Trained in {seconds:.0f} s.")
    asyncio.run(_run(settings, environment.var(), console, began))


def check_content(settings: Settings) -> None:
    """Raise a Problem if the content cannot be served."""
    try:
        content.load(settings.content, settings.serves_drafts)
    except ContentError as error:
        raise Problem(str(error)) from None


async def check_database(settings: Settings) -> None:
    """Bring the database up to date; raise a Problem if it is not there or not ours."""
    try:
        database = Database(settings.database_url)
        try:
            await database.migrate()
            await Inbox(database, Vault(settings.secret_key)).check_key()
        finally:
            await database.close()
    except (DatabaseError, VaultError) as error:
        raise Problem(f"{error}.") from None
    except (OSError, SQLAlchemyError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise Problem(f"The database of SUAR_DATABASE_URL cannot be used: {reason}") from None


async def _run(settings: Settings, folder: Path, console: Console, began: float) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    ports = service.Ports.free(settings.workers)
    ports.save(folder)
    servers = service.servers(settings, ports)
    announcing = asyncio.create_task(_announce(settings, folder, console, began))
    try:
        await Supervisor(servers, folder).run(stop)
    finally:
        announcing.cancel()
    console.print("Stopped.")


async def _announce(settings: Settings, folder: Path, console: Console, began: float) -> None:
    address = environment.demo_address(settings.port)
    with console.status("Starting Rasa, the action server and the gateway …"):
        waiting = asyncio.create_task(_wait_until_ready(address))
        if not (await asyncio.wait([waiting], timeout=READY_WITHIN_SECONDS))[0]:
            # What is there goes on: the gateway stores what comes, and tells who waits for long.
            console.print(
                f"suar: not ready after {READY_WITHIN_SECONDS:.0f} s, and still trying. "
                f"See {address}/readyz and {folder}/log/*.log",
                style="bold red", soft_wrap=True,
            )  # fmt: skip
        await waiting
    if service.needs_standin(settings):
        await _make_templates(settings)
    console.print(f"[bold]Ready after {time.monotonic() - began:.0f} s.[/bold]")
    if settings.is_demo:
        console.print(f"  Try it       {address}/simulator", highlight=False)
        console.print(f"  Web chat     {address}/chat", highlight=False)
    console.print(
        f"  Staff        {address}/desk (make an account: uv run suar desk invite)", soft_wrap=True
    )
    console.print(f"  Webhook      {settings.public_url}/twilio/message", highlight=False)
    console.print(f"  Is it well?  {address}/readyz", highlight=False)
    console.print(f"  Logs         {folder}/log", highlight=False)
    console.print("Ctrl-C stops everything.")


async def _make_templates(settings: Settings) -> None:
    """The stand-in begins without templates; an account's are made by `suar whatsapp sync`."""
    with contextlib.suppress(Problem):  # choices then go as numbered text
        await whatsapp.synchronise(settings, whatsapp.content_url(settings), lambda _: None)


async def _wait_until_ready(address: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        while True:
            if await _is_ready(session, address):
                return
            await asyncio.sleep(CHECK_SECONDS)


async def _is_ready(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/readyz") as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
