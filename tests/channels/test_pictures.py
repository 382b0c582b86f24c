"""Pictures: drawn small in every script, served, sent along, and never in the way of the text."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from campaign import content
from channels.ledger.tables import outbound
from channels.messages import Receipt
from channels.pictures import deaths
from suar import paths
from tests.channels.conftest import Open
from tests.channels.house import House

MESSENGER = {"sender": "messenger:4711", "To": "messenger:100000000000001"}
SHIPPED = content.load(paths.ROOT)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("locale", sorted(SHIPPED.languages.locales))
def test_a_picture_is_small_and_fits_a_narrow_screen_in_every_language(locale: str) -> None:
    drawn = deaths.draw(SHIPPED, locale, TODAY)
    assert len(drawn) < 100_000
    image = Image.open(io.BytesIO(drawn))
    assert (image.format, image.width) == ("PNG", 480)
    assert image.height < 1000


def test_pictures_differ_by_language_and_urdu_begins_at_the_right() -> None:
    ink = {}
    for locale in ("en", "ur", "my"):
        image = Image.open(io.BytesIO(deaths.draw(SHIPPED, locale, TODAY))).convert("L")
        ink[locale] = [
            sum(1 for one in half.getdata() if one < 160)
            for half in (image.crop((0, 100, 80, 400)), image.crop((400, 100, 480, 400)))
        ]
    assert ink["en"][0] > ink["en"][1]
    assert ink["ur"][1] > ink["ur"][0]
    assert len({deaths.draw(SHIPPED, one, TODAY) for one in ("en", "ur", "my", "id")}) == 4


def test_the_shipped_fonts_shape_every_script() -> None:
    from PIL import features

    assert features.check("raqm")  # joins Arabic letters and places Burmese vowels
    for name in (*deaths.FONT_OF.values(), deaths.LATIN):
        assert (deaths.FONTS / f"{name}-Regular.ttf").exists()


async def opened(open_house: Open, database_url: str, **more: Any) -> House:
    house: House = await open_house(database_url, **more)
    house.rasa.picture = "deaths"
    return house


async def test_the_gateway_serves_a_picture_and_nothing_else(
    open_house: Open, database_url: str
) -> None:
    house = await opened(open_house, database_url)
    async with house.session.get(f"{house.url}/pictures/deaths.ur.png") as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        tag = answer.headers["ETag"]
    same = {"If-None-Match": tag}
    async with house.session.get(f"{house.url}/pictures/deaths.ur.png", headers=same) as answer:
        assert answer.status == 304
    for name in ("deaths.xx.png", "other.en.png", "..%2Fx.en.png"):
        async with house.session.get(f"{house.url}/pictures/{name}") as answer:
            assert answer.status == 404, name


async def test_a_picture_goes_along_where_pictures_are_shown_and_never_by_sms(
    open_house: Open, database_url: str
) -> None:
    house = await opened(open_house, database_url)
    await house.text("how many died", "SM1")
    (by_sms,) = await house.until_sent(1)
    assert by_sms["media"] == []
    await house.text("how many died", "SM2", **MESSENGER)
    found = await house.until_sent(2)
    assert found[1]["media"] == ["https://suar.example/pictures/deaths.id.png"]


async def test_a_text_whose_picture_cannot_be_fetched_is_sent_without_it_once(
    open_house: Open, database_url: str
) -> None:
    house = await opened(open_house, database_url)
    await house.text("how many died", "SM1", **MESSENGER)
    (first,) = await house.until_sent(1)
    (row,) = await house.rows(outbound)
    failed = Receipt(first["sid"], "undelivered", row.id, 63019)  # media failed to download
    await house.gateway.outbox.record(failed)
    house.gateway.sender.wake()
    first, second = await house.until_sent(2)
    assert (first["media"] != [], second["media"]) == (True, [])
    assert first["body"] == second["body"]
    rows = await house.rows(outbound)
    assert [(row.purpose, row.media is None) for row in rows] == [("reply", False), ("plain", True)]
    await house.gateway.outbox.record(failed)  # repeated: Twilio may
    await house.gateway.outbox.record(failed)
    assert len(await house.until_sent(2)) == 2
    assert len(await house.rows(outbound)) == 2
