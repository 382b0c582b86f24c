"""A small content folder, a model trained on it once, and a stand-in for the action server."""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import threading
from collections.abc import Coroutine, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from aiohttp import web
from small_content import DATA, add_lao, add_topic

os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")

Result = TypeVar("Result")


class Loop:
    """An event loop in a thread of its own, for the action server's stand-in."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the small content folder, with a topic and a language added to it."""
    folder = tmp_path_factory.mktemp("content")
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    add_topic(folder)
    add_lao(folder)
    before = os.environ.get("SUAR_CONTENT")
    os.environ["SUAR_CONTENT"] = str(folder)
    yield folder
    os.environ.pop("SUAR_CONTENT")
    if before:
        os.environ["SUAR_CONTENT"] = before


@pytest.fixture(scope="session")
def trained(content: Path, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The model, and the lines that training wrote to stdout."""
    from bot import train

    model = tmp_path_factory.mktemp("models") / "suar.tar.gz"
    out = io.StringIO()
    with redirect_stdout(out):
        code = train.main(["--out", str(model)])
    assert code == 0
    return SimpleNamespace(model=model, lines=[json.loads(x) for x in out.getvalue().splitlines()])


@pytest.fixture(scope="session")
def actions() -> SimpleNamespace:
    """An action server that keeps what it is asked, and answers with the action's name."""
    asked: list[dict[str, Any]] = []

    def one(call: dict[str, Any]) -> dict[str, Any]:
        asked.append(call)
        custom = {"reply": {"action": call["next_action"]}}
        return {"events": [], "responses": [{"custom": custom}]}

    async def answer(request: web.Request) -> web.Response:
        return web.json_response(one(await request.json()))

    async def together(request: web.Request) -> web.Response:
        return web.json_response([one(call) for call in await request.json()])

    async def start() -> int:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/webhook", answer)
        app.router.add_post("/webhook/together", together)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return int(runner.addresses[0][1])

    port = Loop().run(start())
    return SimpleNamespace(url=f"http://127.0.0.1:{port}/webhook", asked=asked)


@pytest.fixture(scope="session")
def bot(trained: SimpleNamespace, actions: SimpleNamespace) -> SimpleNamespace:
    """Rasa in this process, with the endpoints of the repository."""
    os.environ["SUAR_ACTIONS_URL"] = actions.url
    from rasa.core.agent import load_agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.utils import AvailableEndpoints

    from bot import lean
    from bot.content import REPOSITORY
    from bot.lean.endpoint import KeptAlive

    assert lean.install()
    endpoints = AvailableEndpoints.read_endpoints(str(REPOSITORY / "endpoints.yml"))
    endpoints.action = KeptAlive(endpoints.action.url, **endpoints.action.kwargs)
    loop = asyncio.new_event_loop()
    agent = loop.run_until_complete(load_agent(str(trained.model), endpoints=endpoints))

    def ask(text: Any, sender: str = "somebody", **metadata: Any) -> list[dict[str, Any]]:
        channel = CollectingOutputChannel()
        message = UserMessage(text, channel, sender, input_channel="rest", metadata=metadata)
        loop.run_until_complete(agent.handle_message(message))
        return [one["custom"]["reply"] for one in channel.messages]

    def parse(text: Any, **metadata: Any) -> dict[str, Any]:
        message = UserMessage(text, metadata=metadata)
        return dict(loop.run_until_complete(agent.processor.parse_message(message)))

    return SimpleNamespace(agent=agent, ask=ask, parse=parse, asked=actions.asked, loop=loop)
