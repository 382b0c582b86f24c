"""A WhatsApp user without a number is one contact, whatever Twilio calls the person by."""

from __future__ import annotations

import pytest

from channels.ledger.tables import contacts
from channels.twilio import addresses
from tests.channels.house import House

NUMBER = "whatsapp:+628111111111"
USER_ID = "ID.13491208655302741918"
OURS = "whatsapp:+14155238886"


@pytest.mark.parametrize(
    "ways",
    [
        [(NUMBER, None), (NUMBER, USER_ID), (f"whatsapp:{USER_ID}", USER_ID)],
        [(NUMBER, USER_ID), (f"whatsapp:{USER_ID}", None)],
        [(f"whatsapp:{USER_ID}", None), (NUMBER, USER_ID), (NUMBER, f"whatsapp:{USER_ID}")],
        [("", USER_ID), (NUMBER, USER_ID)],
    ],
)
async def test_number_and_id_are_one_contact(
    house: House, ways: list[tuple[str, str | None]]
) -> None:
    for number, (sender, user_id) in enumerate(ways):
        more = {"ExternalUserId": user_id} if user_id else {}
        await house.text("halo", f"SM{number}", sender, To=OURS, **more)
        await house.until_sent(number + 1, seconds=30)
    (contact,) = await house.rows(contacts)
    assert contact.country == "ID"


async def test_an_answer_goes_to_the_id_where_there_is_no_number(small_house: House) -> None:
    await small_house.text("halo", "SM1", f"whatsapp:{USER_ID}", To=OURS)
    (sent,) = await small_house.until_sent(1)
    assert (sent["to"], sent["from"]) == (f"whatsapp:{USER_ID}", OURS)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("whatsapp:MM.ABC123", "MM"),
        ("whatsapp:US.ENT.11815799212886844830", "US"),
        ("whatsapp:ZZ.123", None),
        ("whatsapp:mm.123", None),
        ("whatsapp:MM.", None),
        ("messenger:MM.123", None),
        ("MM.123", None),
    ],
)
def test_the_country_is_that_of_the_id(address: str, country: str | None) -> None:
    assert addresses.country(address, addresses.number(address)) == country


@pytest.mark.parametrize("junk", ["", "x", "+62811", "ID.a b", "ID." + "a" * 129, "id.1", "ID.١"])
def test_what_is_no_id_is_ignored(junk: str) -> None:
    assert addresses.user_id(junk) is None
