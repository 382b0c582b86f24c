"""Two gateways, two Rasas, two action servers on one PostgreSQL: order and answers stay."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.conftest import postgres_database
from tests.e2e.service import Service, running, until
from tests.e2e.test_never_lost import QUESTIONS, write_until_taken

SENDERS = 12


@pytest.mark.timeout(300)
async def test_a_contacts_messages_stay_in_order_across_two_of_everything(tmp_path: Path) -> None:
    async with (
        postgres_database() as url,
        running(tmp_path, url, SUAR_WORKERS="2", SUAR_HOLDING_AFTER="600") as service,
    ):
        expected = [
            await service.ask(question, "+6281999999999", f"SMask{number}")
            for number, question in enumerate(QUESTIONS)
        ]
        for number, question in enumerate(QUESTIONS):
            await asyncio.gather(
                *(
                    write_until_taken(service, question, phone(sender), f"SM{sender}-{number}")
                    for sender in range(SENDERS)
                )
            )
        await service.kill("rasa-2")
        await until(lambda: _all_answered(service), 120)
        await asyncio.sleep(2)  # time for one too many
        for sender in range(SENDERS):
            assert [one["body"] for one in await service.replies(phone(sender))] == expected
        names = {path.stem for path in (tmp_path / "log").glob("*.log")}
        assert {"gateway", "gateway-2", "rasa", "rasa-2", "actions", "actions-2"} <= names


async def _all_answered(service: Service) -> bool:
    return len(await service.replies()) >= (SENDERS + 1) * len(QUESTIONS)


def phone(sender: int) -> str:
    return f"+62812000100{sender:02}"
