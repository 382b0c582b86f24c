"""Who waits long is told whom to call, and is answered all the same."""

from __future__ import annotations

from channels import worker
from channels.ledger.tables import inbound
from tests.channels.house import House, until


async def test_after_a_while_the_emergency_number_of_the_country_is_sent(
    open_house, database_url: str
) -> None:
    house = await open_house(database_url, holding_after=2.0)
    house.rasa.ready = False
    await house.text("halo", "SM1")
    await house.text("masih di sana", "SM2")
    (sent,) = await house.until_sent(1)
    assert sent["body"] == "In danger? Call 110. The answer is late."
    house.rasa.ready = True
    sent = await house.until_sent(3)
    assert [one["body"] for one in sent[1:]] == ["You said: halo", "You said: masih di sana"]


async def test_the_late_notice_is_in_the_script_that_the_person_wrote(open_house, tmp_path) -> None:
    from tests import builder

    builder.content(tmp_path / "content")
    house = await open_house(f"sqlite:///{tmp_path}/w.db", holding_after=0.4)
    builder.translate(
        tmp_path / "content", "my", {"replies/holding": "နောက်ကျသည်။ {emergency_numbers}"}
    )
    await until(lambda: _translated(house))
    house.rasa.ready = False
    await house.text("ကူညီပါ", "SM1")
    (sent,) = await house.until_sent(1)
    assert sent["body"] == "နောက်ကျသည်။ 110"


async def test_a_message_that_rasa_cannot_answer_gets_an_apology_and_is_shown_to_staff(
    small_house: House, monkeypatch
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", (0.05,))
    small_house.rasa.answers = False  # healthy, but nothing comes
    await small_house.text("hm", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "Reply sorry."
    (row,) = await small_house.rows(inbound)
    assert (row.state, row.error) == ("dead", "no answer")


async def test_an_answer_that_cannot_be_used_keeps_no_later_message_of_the_person_waiting(
    small_house: House, monkeypatch
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", (0.05,))
    small_house.rasa.topic = ["no", "topic"]
    await small_house.text("hm", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "Reply sorry."
    small_house.rasa.topic = "risk_sea"
    await small_house.text("halo", "SM2")
    sent = await small_house.until_sent(2)
    assert sent[1]["body"] == "You said: halo"


async def test_without_the_action_server_messages_wait_and_nobody_gets_an_apology(
    small_house: House, monkeypatch
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", (0.05,))
    small_house.rasa.answers = small_house.rasa.actions_ready = False
    await small_house.text("hm", "SM1")
    await until(lambda: _asked_often(small_house))
    assert await small_house.sent() == []
    small_house.rasa.answers = small_house.rasa.actions_ready = True
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "You said: hm"


async def _asked_often(house: House) -> bool:
    return len(house.rasa.asked) > worker.GIVE_UP_AFTER + 2


async def test_other_contacts_are_answered_while_one_message_is_stuck(
    small_house: House,
) -> None:
    small_house.rasa.pause = 3.0
    await small_house.text("slow", "SM1")
    await until(lambda: _asked(small_house))
    small_house.rasa.pause = 0.0
    await small_house.text("quick", "SM2", "+628222222222")
    sent = await small_house.until_sent(2)
    assert [one["body"] for one in sent] == ["You said: quick", "You said: slow"]


async def _asked(house: House) -> bool:
    return bool(house.rasa.asked)


async def _translated(house: House) -> bool:
    return bool(house.gateway.live.current.catalogues)
