"""One running service for the tests that do no harm to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.service import Service, running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The whole service on SQLite, with everything as it ships."""
    folder: Path = tmp_path_factory.mktemp("service")
    async with running(folder, f"sqlite:///{folder}/suar.db") as started:
        yield started
