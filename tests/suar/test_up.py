"""What cannot be used is said before anything is started; what takes long, while it is waited for."""

from __future__ import annotations

import asyncio
import io
import sqlite3
import time
from pathlib import Path

import pytest
from aiohttp import test_utils, web
from rich.console import Console

from channels.ledger import database
from channels.messages import TEXT, Inbound
from channels.settings import Settings
from channels.vault import Vault, new_secret
from suar import environment, up
from suar.problem import Problem
from tests.channels.house import until


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setattr(environment, "SECRET_FILE", tmp_path / "secret.key")
    monkeypatch.setenv("SUAR_DATABASE_URL", f"sqlite:///{tmp_path}/suar.db")
    return environment.settings()


async def test_a_database_that_is_there_is_brought_up_to_date(settings: Settings) -> None:
    await up.check_database(settings)
    await up.check_database(settings)


async def test_a_locked_file_is_said_in_one_line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 10)
    await up.check_database(settings)
    another = sqlite3.connect(tmp_path / "suar.db", isolation_level=None)
    another.execute("BEGIN IMMEDIATE")
    with pytest.raises(Problem, match="cannot be used: database is locked"):
        await up.check_database(settings)
    another.close()


async def test_a_file_that_is_no_database_is_said_in_one_line(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "suar.db").write_text("a diary, and no database " * 100)
    with pytest.raises(Problem, match="cannot be used: file is not a database"):
        await up.check_database(settings)


async def test_a_server_that_is_not_there_is_said_in_one_line(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"database_url": "postgresql://suar@127.0.0.1:1/suar"})
    with pytest.raises(Problem, match="SUAR_DATABASE_URL cannot be used: ") as caught:
        await up.check_database(nowhere)
    assert "\n" not in str(caught.value)


async def test_another_secret_than_the_one_it_was_written_with_is_said(settings: Settings) -> None:
    await up.check_database(settings)
    ledger = database.Database(settings.database_url)
    inbox = up.Inbox(ledger, Vault(settings.secret_key))
    told = {"channel": "sms", "address": "+628110000001", "our_address": "+1", "kind": TEXT}
    await inbox.receive(Inbound(provider_id="SM1", text="hi", country="ID", **told))
    await ledger.close()
    another = settings.model_copy(update={"secret_key": new_secret()})
    with pytest.raises(Problem) as caught:
        await up.check_database(another)
    assert "+62811" not in str(caught.value)


async def test_a_service_that_takes_long_says_so_and_goes_on(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "READY_WITHIN_SECONDS", 0.2)
    is_ready = asyncio.Event()

    async def ready(_: web.Request) -> web.Response:
        return web.Response(status=200 if is_ready.is_set() else 503)

    app = web.Application()
    app.router.add_get("/readyz", ready)
    said = io.StringIO()
    async with test_utils.TestServer(app) as server:
        here = settings.model_copy(update={"port": server.port, "twilio_account_sid": "AC1"})
        announcing = asyncio.create_task(
            up._announce(here, tmp_path, Console(file=said, width=200), time.monotonic())
        )
        await until(lambda: has(said, "not ready after 0 s, and still trying"))
        assert not announcing.done()
        is_ready.set()
        await asyncio.wait_for(announcing, 60)
    assert "Ready after" in said.getvalue()


async def has(said: io.StringIO, words: str) -> bool:
    return words in said.getvalue()
