"""A shared place gives the country and nothing else: no coordinate is kept or handed on."""

from __future__ import annotations

import pytest

from channels.ledger.tables import contacts, inbound, outbound
from tests.channels.house import House

PHONE = "whatsapp:+628111111111"
OURS = "whatsapp:+14155238886"
KUALA_LUMPUR = {"Latitude": "3.13951234", "Longitude": "101.68691234"}
AT_SEA = {"Latitude": "10.00071234", "Longitude": "96.50071234"}
BESIDE = {"Address": "12 Jalan Rahsia", "Label": "Rumah rahsia"}


async def test_a_place_tells_the_country_which_is_remembered(house: House) -> None:
    await house.text("12 Jalan Rahsia", "SM1", PHONE, To=OURS, **KUALA_LUMPUR, **BESIDE)
    (sent,) = await house.until_sent(1)
    assert sent["body"].startswith("Now for Malaysia.")
    assert "1 Risk sea" in sent["body"]
    (contact,) = await house.rows(contacts)
    assert (contact.country, contact.choices) == ("MY", ["risk_sea"])
    await house.text("1", "SM2", PHONE, To=OURS)
    await house.until_sent(2, seconds=30)
    assert house.rasa.asked[0]["metadata"]["country"] == "MY"


async def test_at_sea_the_person_is_told_that_the_place_is_not_kept(small_house: House) -> None:
    await small_house.text("", "SM1", PHONE, To=OURS, **AT_SEA)
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "Reply place_kept_not."
    assert (await small_house.rows(contacts))[0].country == "ID"


@pytest.mark.parametrize("junk", ["", "x", "nan", "inf", "1e400", "91", "-91"])
async def test_coordinates_that_are_none_are_ignored(small_house: House, junk: str) -> None:
    await small_house.text("halo", "SM1", PHONE, To=OURS, Latitude=junk, Longitude="101.6")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "You said: halo"


async def test_no_coordinate_and_no_address_is_left_anywhere(
    house: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await house.text("12 Jalan Rahsia", "SM1", PHONE, To=OURS, **KUALA_LUMPUR, **BESIDE)
    await house.text("", "SM2", PHONE, To=OURS, **AT_SEA, **BESIDE)
    await house.until_sent(2, seconds=30)
    await house.text("halo", "SM3", PHONE, To=OURS)
    await house.until_sent(3, seconds=30)
    vault = house.gateway.vault
    left = [str(house.rasa.asked), str(await house.sent()), caplog.text, *capfd.readouterr()]
    for table in (contacts, inbound, outbound):
        for row in await house.rows(table):
            left += [vault.open(one) if isinstance(one, bytes) else str(one) for one in row]
    for secret in (*KUALA_LUMPUR.values(), *AT_SEA.values(), "3.13", "101.68", "ahsia"):
        assert not [one for one in left if secret in one]
    assert {row.place for row in await house.rows(inbound)} == {"MY", None}
