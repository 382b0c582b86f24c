"""No number and no text where it should not be: logs, metrics, error reports, database."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from aiohttp import test_utils, web

from tests.e2e.service import free_port, running, until

NUMBER = "+628777123456"
NATIONAL = NUMBER.removeprefix("+62")
TEXT = "sentineltext zqxjk boat"


class Sentry:
    """Takes error reports as Sentry does, and keeps them."""

    def __init__(self) -> None:
        self.reports: list[str] = []

    async def envelope(self, request: web.Request) -> web.Response:
        self.reports.append(await request.text())
        return web.json_response({"id": "1"})

    def server(self) -> test_utils.TestServer:
        app = web.Application()
        app.router.add_post("/api/1/envelope/", self.envelope)
        return test_utils.TestServer(app)


@pytest.mark.timeout(200)
async def test_numbers_and_texts_stay_where_they_belong(tmp_path: Path) -> None:
    sentry, metrics_port = Sentry(), free_port()
    async with sentry.server() as server:
        dsn = f"http://key@127.0.0.1:{server.port}/1"
        async with running(
            tmp_path,
            f"sqlite:///{tmp_path}/suar.db",
            SENTRY_DSN=dsn,
            LOG_LEVEL="DEBUG",
            SUAR_METRICS_PORT=str(metrics_port),
        ) as service:
            await service.ask(TEXT, NUMBER, "SMone")
            await service.kill("actions")  # an error in Rasa while it holds the text
            await service.ask(f"{TEXT} again", NUMBER, "SMtwo")
            await service.behave(numbers={NUMBER: 21211})  # an error that names the number
            await service.write(f"{TEXT} third", NUMBER, "SMthree")
            await break_outbound(service, tmp_path)
            await service.write(f"{TEXT} fourth", NUMBER, "SMfour")

            async def reported() -> bool:
                return bool(sentry.reports) and "answer_failed" in service.logs()

            await until(reported, 60)
            metrics_url = f"http://127.0.0.1:{metrics_port}/metrics"
            async with service.session.get(metrics_url) as answer:
                metrics = await answer.text()
        logs = service.logs()
    assert "answer_failed" in logs, "no error was provoked"
    assert "suar_received_total" in metrics
    for place, said in {
        "logs": logs, "metrics": metrics, "error reports": "\n".join(sentry.reports),
        "terminal": (tmp_path / "up.txt").read_text(),
    }.items():  # fmt: skip
        for secret in (NUMBER, NATIONAL, "sentineltext", "zqxjk"):
            assert secret not in said, f"{secret} stands in the {place}"
    assert json.loads(sentry.reports[0].splitlines()[-1])["exception"]["values"][0]["type"]
    for path in tmp_path.glob("suar.db*"):
        stored = path.read_bytes()
        for secret in (NATIONAL.encode(), b"sentineltext"):
            assert secret not in stored, f"{secret!r} stands in {path.name}"


async def break_outbound(service: object, folder: Path) -> None:
    """Make the next reply fail in the gateway, while it holds text and number."""
    connection = sqlite3.connect(folder / "suar.db", timeout=10)
    connection.execute("ALTER TABLE outbound RENAME COLUMN purpose TO gone")
    connection.commit()
    connection.close()
