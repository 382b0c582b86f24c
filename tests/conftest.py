"""Databases for tests: SQLite always, PostgreSQL where there is a server."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import expect

from channels import logs

# Where a PostgreSQL for tests is; its user may create databases.
POSTGRES = os.environ.get("SUAR_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")

# How long an example takes is up to the machine: no test fails by it.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

expect.set_options(timeout=30_000)  # by itself it waits five seconds

logs.configure()  # as the service runs; the default would print local variables


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/suar.db"
        return
    async with postgres_database() as url:
        yield url


class postgres_database:  # noqa: N801 - used as a function
    """An empty PostgreSQL database for the length of a block."""

    def __init__(self) -> None:
        self._name = f"suar_test_{uuid.uuid4().hex[:12]}"

    async def __aenter__(self) -> str:
        await self._execute(f'CREATE DATABASE "{self._name}"')
        return f"{POSTGRES}/{self._name}"

    async def __aexit__(self, *_: object) -> None:
        await self._execute(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(f"{POSTGRES}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
