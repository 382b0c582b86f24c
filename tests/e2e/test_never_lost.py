"""Whatever is killed, each acknowledged message gets its reply, once and in order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.e2e.service import Service, running, until

SENDERS = 50
QUESTIONS = (
    "our boat engine stopped we are at sea",
    "how do I know if the agency is licensed",
    "can I go to Australia by boat",
    "is it dangerous to go to Malaysia by boat",
    "customer service job in Cambodia 1500 dollars is it real",
    "how to report child sex tourism",
    "smugglers have my son and ask for money",
    "where can I find a shelter",
    "what is the punishment for people smuggling",
    "what number is police in Thailand",
)


@pytest.mark.timeout(400)
async def test_500_messages_survive_the_death_of_every_server(
    tmp_path: Path, database_url: str
) -> None:
    async with running(tmp_path, database_url, SUAR_HOLDING_AFTER="600") as service:
        await service.behave(latency_ms=50, seed=1)
        expected = [
            await service.ask(question, "+6281999999999", f"SMask{number}")
            for number, question in enumerate(QUESTIONS)
        ]
        assert len(set(expected)) == len(QUESTIONS), "the test needs answers that differ"
        writing = asyncio.create_task(write_all(service))
        for server in ("rasa", "gateway", "actions", "gateway"):
            await asyncio.sleep(1.5)
            await service.kill(server)
        await writing
        await until(lambda: all_answered(service), 180)
        await asyncio.sleep(4)  # time for one too many
        for sender in range(SENDERS):
            bodies = [one["body"] for one in await service.replies(phone(sender))]
            assert bodies == expected


async def write_all(service: Service) -> None:
    """Every sender writes every question, in order, while servers die."""
    for number, question in enumerate(QUESTIONS):
        for sender in range(SENDERS):
            await write_until_taken(service, question, phone(sender), f"SM{sender}-{number}")


async def write_until_taken(service: Service, question: str, sender: str, sid: str) -> None:
    # Twilio tries again for a while; a phone whose text was not taken would write again.
    words = {"from": sender, "body": question, "message_sid": sid, "retry_for_s": 60}
    async with service.session.post(f"{service.standin}/standin/inbound", json=words) as answer:
        told = await answer.json()
    assert told["webhook"]["status"] == 200, told


async def all_answered(service: Service) -> bool:
    return len(await service.replies()) >= SENDERS * len(QUESTIONS) + len(QUESTIONS)


def phone(sender: int) -> str:
    return f"+62812000000{sender:02}"
