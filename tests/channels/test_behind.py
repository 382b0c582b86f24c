"""What comes in behind an open message of the same person waits its turn outside the queue."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from channels import worker
from channels.ledger import migrations
from channels.ledger.dead_letters import DeadLetters, Sent, Way
from channels.ledger.replies import Replies
from channels.ledger.tables import inbound
from channels.messages import Waiting
from channels.twilio import rules
from tests.channels.house import House, until


async def test_a_persons_later_messages_stand_behind_and_are_answered_in_order(
    house: House,
) -> None:
    house.rasa.pause = 3.0  # the first is still asked about when the last has come
    for number in range(4):
        await house.text(f"text {number}", f"SM{number}")
    states = [row.state for row in await house.rows(inbound)]
    assert states[0] == "taken"
    assert set(states[1:]) <= {"behind", "waiting"}
    house.rasa.pause = 0.0
    sent = await house.until_sent(4)
    assert [one["body"] for one in sent] == [f"You said: text {number}" for number in range(4)]
    assert {row.state for row in await house.rows(inbound)} == {"done"}


async def test_only_one_message_of_a_person_is_ever_in_the_queue(house: House) -> None:
    house.rasa.answers = False  # nothing is finished
    for number in range(5):
        await house.text(f"text {number}", f"SM{number}")
        await house.text(f"other {number}", f"SN{number}", "+628222222222")

    async def both_stuck() -> bool:
        rows = await house.rows(inbound)
        return len(rows) == 10 and all(row.attempts for row in rows if row.state != "behind")

    await until(both_stuck)
    in_queue = [row for row in await house.rows(inbound) if row.state != "behind"]
    assert sorted(row.provider_id for row in in_queue) == ["SM0", "SN0"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_answered_again_is_not_left_behind_a_message_that_ends_just_then(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", (0.05,))
    house.rasa.answers = False
    await house.text("satu", "SM1")
    await house.until_sent(1)  # an apology
    house.rasa.answers = True
    ending = asyncio.Event()
    move_up = Replies._move_up

    def slowly(self: Replies, connection: Connection, message: Waiting) -> bool:
        moved = move_up(self, connection, message)
        ending.set()
        connection.execute(sa.text("SELECT pg_sleep(0.5)"))
        return moved

    monkeypatch.setattr(Replies, "_move_up", slowly)
    await house.text("dua", "SM2")
    await ending.wait()
    letters = DeadLetters(house.gateway.database, lambda _, code: rules.rule_for(code))
    assert await letters.send_again(Way.IN, 1) is Sent.DONE
    sent = await house.until_sent(3, 10)
    assert [one["body"] for one in sent[1:]] == ["You said: dua", "You said: satu"]


def test_the_migration_puts_a_backlog_in_its_place(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/old.db")
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__path__[0]))))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for contact in ("a", "b"):
            connection.exec_driver_sql(
                "INSERT INTO contacts (id, address_key, address, channel, choices, created_at, "
                f"seen_at) VALUES ('{contact}', '{contact}', '', 'sms', '[]', 0, 0)"
            )
        for number, (contact, state) in enumerate(
            [("a", "done"), ("a", "taken"), ("b", "waiting"), ("a", "waiting"), ("b", "waiting")], 1
        ):
            connection.exec_driver_sql(
                "INSERT INTO inbound (id, provider_id, contact_id, our_address, kind, received_at, "
                "state, due_at, lease_until, attempts) VALUES "
                f"({number}, 'SM{number}', '{contact}', '+1', 'text', 0, '{state}', 0, 0, 0)"
            )
        command.upgrade(config, "head")
        states = connection.exec_driver_sql("SELECT state FROM inbound ORDER BY id").scalars()
        assert list(states) == ["done", "taken", "waiting", "behind", "behind"]
    engine.dispose()
