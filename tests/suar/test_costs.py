"""`suar costs` counts what was sent."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from channels.ledger import spending as spent
from channels.ledger.database import Database
from channels.ledger.tables import spending
from suar import costs


def test_lines_and_their_sum_are_printed_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/costs.db"
    monkeypatch.setenv("SUAR_DATABASE_URL", url)
    monkeypatch.setenv("SUAR_SMS_PRICE", "0.04")
    asyncio.run(_fill(url))
    costs.costs(30, tmp_path / "out.json")
    said = capsys.readouterr().out
    assert [line.split() for line in said.splitlines()[1:]] == [
        [spent.today(time.time()), "sms", "ID", "2", "5", "0.20"],
        ["all", "2", "5", "0.20"],
    ]
    document = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert document["price_per_segment"] == 0.04
    assert [(one["segments"], one["price"]) for one in document["lines"]] == [(5, 0.2)]


async def _fill(url: str) -> None:
    database = Database(url)
    await database.migrate()
    for day, segments in ((time.time(), 5), (time.time() - 86_400 * 30, 70)):
        row = {"day": spent.today(day), "channel": "sms", "country": "ID", "messages": 2}
        await database.write(
            lambda one, row=row, segments=segments: one.execute(
                spending.insert().values(row | {"segments": segments})
            )
        )
    await database.close()
