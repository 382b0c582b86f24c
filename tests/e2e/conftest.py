"""One running service for the tests that do no harm to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console

from suar import training
from suar.environment import prepare_rasa
from tests.e2e.service import Service, running


@pytest.fixture(scope="session", autouse=True)
def model() -> None:
    """Rasa's environment and its model: minutes on a clean checkout, so that no start waits."""
    prepare_rasa()
    if training.is_needed():
        training.train(Console(stderr=True))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The whole service on SQLite, with everything as it ships."""
    folder: Path = tmp_path_factory.mktemp("service")
    async with running(folder, f"sqlite:///{folder}/suar.db") as started:
        yield started
