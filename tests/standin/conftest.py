"""A stand-in on a free port."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import test_utils

from standin import app
from standin.settings import Settings
from tests.standin.harness import PUBLIC_URL, Standin, Webhook


@pytest.fixture
async def webhook() -> Webhook:
    return Webhook()


@pytest.fixture
async def standin(webhook: Webhook, request: pytest.FixtureRequest) -> AsyncIterator[Standin]:
    """Further settings may be given by an indirect parameter."""
    async with webhook.server() as receiver:
        settings = Settings(
            webhook_url=str(receiver.make_url("/twilio/message")),
            public_url=PUBLIC_URL,
            **getattr(request, "param", {}),
        )
        server = test_utils.TestServer(app.create(settings))
        async with server, aiohttp.ClientSession() as session:
            url = str(server.make_url("")).rstrip("/")
            running = Standin(url, settings, webhook, session)
            await running.behave(receipt_delay_ms=5)
            yield running
