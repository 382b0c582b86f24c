"""What did not arrive is shown without number or text, and sent again once where that is safe."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from sqlalchemy import select, update

from channels.ledger import consent
from channels.ledger.tables import contacts, inbound, outbound
from channels.messages import TEXT, Inbound
from desk.tables import audit
from tests.desk.conftest import Desk

NUMBER = "+628111111111"
TEXT_SAID = "a text that staff need not see"


async def dead(desk: Desk, code: int | None, state: str = "undelivered", person: int = 0) -> int:
    """A message that ended so. Returns its number."""
    number, now = f"{NUMBER}{person}", time.time()
    inbox = desk.gateway.inbox
    await inbox.receive(Inbound(f"SM{now}", "sms", number, "+1", TEXT, "hi", country="ID"))
    async with desk.gateway.database.transaction() as connection:
        row = (await connection.execute(select(inbound).order_by(inbound.c.id.desc()))).first()
        assert row is not None
        await connection.execute(update(inbound).values(state="done", lease_until=0.0))
        made = await connection.execute(
            outbound.insert()
            .values(
                contact_id=row.contact_id, inbound_id=row.id, purpose="reply", our_address="+1",
                body=desk.gateway.vault.seal(TEXT_SAID), state=state, error_code=code, attempts=0,
                created_at=now, due_at=now, lease_until=0.0, updated_at=now,
            )
            .returning(outbound.c.id)
        )  # fmt: skip
        return int(made.scalar_one())


async def rows(desk: Desk, table: Any) -> list[Any]:
    async with desk.gateway.database.transaction() as connection:
        return list((await connection.execute(select(table).order_by(table.c.id))).all())


async def purposes(desk: Desk) -> list[str]:
    return [row.purpose for row in await rows(desk, outbound)]


async def test_the_page_tells_what_failed_and_what_to_do_and_neither_number_nor_text(
    desk: Desk,
) -> None:
    await dead(desk, 30003)
    await dead(desk, 30005, person=1)
    browser = await desk.join("viewer")
    page = await browser.get("/desk/undelivered")
    assert "The phone is off or has no signal." in page
    assert "The number does not exist or is no longer in use." in page
    assert "https://www.twilio.com/docs/api/errors/30003" in page
    assert "<td>ID</td>" in page
    assert "<td>sms</td>" in page
    assert NUMBER not in page
    assert TEXT_SAID not in page


async def test_one_is_sent_again_once_however_often_the_button_is_pressed(desk: Desk) -> None:
    number = await dead(desk, 30003)
    browser = await desk.join("editor")
    page = await browser.get(f"/desk/undelivered/confirm?what=OUT+{number}")
    assert "1 message will be sent again" in page
    answer = await browser.post("/desk/undelivered/send", what=f"OUT {number}")
    assert "sent again" in await answer.text()
    answer = await browser.post("/desk/undelivered/send", what=f"OUT {number}")
    assert "sent again before" in await answer.text()
    assert await purposes(desk) == ["reply", f"again:{number}"]
    trail = [(row.action, row.subject) for row in await rows(desk, audit)]
    assert trail.count(("sent_again", f"message {number}")) == 1
    assert "The phone is off" not in await browser.get("/desk/undelivered")


async def test_all_with_one_error_are_sent_again_together(desk: Desk) -> None:
    for person in range(3):
        await dead(desk, 30003, person=person)
    await dead(desk, 30008, person=3)
    browser = await desk.join("editor")
    found = re.search(
        r"/desk/undelivered/confirm\?what=code%2030003", await browser.get("/desk/undelivered")
    )
    assert found
    assert "3 messages will be sent again" in await browser.get(found.group())
    answer = await browser.post("/desk/undelivered/send", what="code 30003")
    assert "3: sent again" in await answer.text()
    assert len([one for one in await purposes(desk) if one.startswith("again:")]) == 3


@pytest.mark.parametrize("code", [30005, 30007, 21610, 2, 99999, None])
async def test_what_would_harm_is_not_sent_again(desk: Desk, code: int | None) -> None:
    number = await dead(desk, code)
    browser = await desk.join("admin")
    assert "not for this error" in await browser.get("/desk/undelivered")
    answer = await browser.post("/desk/undelivered/send", what=f"OUT {number}")
    assert "for this error it would harm" in await answer.text()
    assert await purposes(desk) == ["reply"]


async def test_a_deleted_text_cannot_be_sent_again(desk: Desk) -> None:
    number = await dead(desk, 30003)
    async with desk.gateway.database.transaction() as connection:
        await connection.execute(update(outbound).values(body=None))
    browser = await desk.join("editor")
    answer = await browser.post("/desk/undelivered/send", what=f"OUT {number}")
    assert "its text is deleted already" in await answer.text()
    assert await purposes(desk) == ["reply"]


async def test_whoever_has_opted_out_since_gets_nothing_again(desk: Desk) -> None:
    number = await dead(desk, 30003)
    (person,) = await rows(desk, contacts)

    def stop(connection: Any) -> None:
        consent.record(connection, person.id, consent.STOP, "sms", "+1", time.time())

    await desk.gateway.database.write(stop)
    browser = await desk.join("editor")
    answer = await browser.post("/desk/undelivered/send", what=f"OUT {number}")
    assert "has opted out since" in await answer.text()
    assert await purposes(desk) == ["reply"]


async def test_what_has_arrived_or_is_unknown_cannot_be_sent_again(desk: Desk) -> None:
    number = await dead(desk, None, state="delivered")
    browser = await desk.join("editor")
    for what in (f"OUT {number}", "OUT 999", "IN 999", "OUT x", "code 30003", ""):
        await browser.post("/desk/undelivered/send", what=what)
        await browser.get(f"/desk/undelivered/confirm?what={what}")
    assert await purposes(desk) == ["reply"]


@pytest.mark.parametrize("role", ["viewer", "translator"])
async def test_only_editors_and_administrators_send(desk: Desk, role: str) -> None:
    number = await dead(desk, 30003)
    browser = await desk.join(role)
    assert "editors can" in await browser.get("/desk/undelivered")
    await browser.get(f"/desk/undelivered/confirm?what=OUT+{number}", 403)
    answer = await browser.post("/desk/undelivered/send", what=f"OUT {number}")
    assert answer.status == 403
    assert await purposes(desk) == ["reply"]


async def test_a_form_of_another_site_sends_nothing(desk: Desk) -> None:
    number = await dead(desk, 30003)
    browser = await desk.join("editor")
    answer = await browser.client.post("/desk/undelivered/send", data={"what": f"OUT {number}"})
    assert answer.status == 403
    assert await purposes(desk) == ["reply"]


async def test_a_question_that_got_no_answer_is_answered_again_once(desk: Desk) -> None:
    await dead(desk, None, state="delivered")
    (question,) = await rows(desk, inbound)
    async with desk.gateway.database.transaction() as connection:
        await connection.execute(
            update(inbound).values(state="dead", error="no answer", finished_at=time.time())
        )
    browser = await desk.join("editor")
    assert "found no answer" in await browser.get("/desk/undelivered")
    for says in ("sent again", "sent again before"):
        answer = await browser.post("/desk/undelivered/send", what=f"IN {question.id}")
        assert f"1: {says}" in await answer.text()
    first, second = await rows(desk, inbound)
    assert (first.state, second.provider_id) == ("dead", f"again:{first.id}")
    assert second.state in {"waiting", "taken"}
    assert second.body == first.body
    assert "found no answer" not in await browser.get("/desk/undelivered")
