"""An edit is live; a broken edit is not, and is named until it is mended."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from campaign.errors import ContentError
from campaign.live import LiveContent
from tests import builder


def test_an_edited_file_is_taken_up(tmp_path: Path) -> None:
    live = LiveContent(builder.content(tmp_path))
    assert not live.refresh()
    builder.content(tmp_path, [builder.topic("out_of_scope", sms="New words.")])
    (tmp_path / "data/topics/risk_sea.yml").unlink()
    assert live.refresh()
    assert live.current.topics["out_of_scope"].sms == "New words."


def test_a_broken_file_keeps_the_last_good_content_until_it_is_mended(tmp_path: Path) -> None:
    live = LiveContent(builder.content(tmp_path))
    path = tmp_path / "data/topics/risk_sea.yml"
    good = path.read_text()
    path.write_text("id: [")
    assert live.refresh()
    assert live.fault is not None
    assert live.fault.path == path
    assert live.current.topics["risk_sea"].sms.startswith("About")
    path.write_text(good)
    assert live.refresh()
    assert live.fault is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/menu.yml", "topics: [nowhere]"),
        ("data/helplines.yml", "- {}"),
        ("data/languages.yml", ""),
        ("data/figures/deaths.yml", "just words"),
        ("locales/id/LC_MESSAGES/content.po", "just words"),
    ],
)
def test_every_kind_of_file_is_watched_and_its_fault_is_named(
    tmp_path: Path, name: str, text: str
) -> None:
    live = LiveContent(builder.content(tmp_path))
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = live.current
    path.write_text(text)
    assert live.refresh()
    assert live.fault is not None
    assert live.fault.path == path
    assert live.current is before


def test_a_file_that_is_taken_away_is_noticed(tmp_path: Path) -> None:
    live = LiveContent(builder.content(tmp_path))
    (tmp_path / "data/topics/out_of_scope.yml").unlink()
    assert live.refresh()
    assert "out_of_scope is missing" in str(live.fault)


def test_content_that_is_broken_from_the_start_is_refused(tmp_path: Path) -> None:
    builder.content(tmp_path, menu={"topics": ["nowhere"]})
    with pytest.raises(ContentError, match="there is no topic nowhere"):
        LiveContent(tmp_path)


async def test_watching_tells_of_each_change_and_its_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.live.WATCH_SECONDS", 0.01)
    live = LiveContent(builder.content(tmp_path))
    told: asyncio.Queue[ContentError | None] = asyncio.Queue()
    watching = asyncio.create_task(live.watch(told.put_nowait))
    menu = tmp_path / "data/menu.yml"
    try:
        menu.write_text("topics: [")
        fault = await asyncio.wait_for(told.get(), 30)
        assert fault is not None
        assert fault.path == menu
        menu.write_text("topics: [out_of_scope]")
        while await asyncio.wait_for(told.get(), 30):
            pass  # it was read half written
        assert live.current.menu == ("out_of_scope",)
    finally:
        watching.cancel()


async def test_a_catalogue_that_cannot_be_opened_does_not_end_the_watch(tmp_path: Path) -> None:
    live = LiveContent(builder.content(tmp_path))
    heard: list[ContentError | None] = []
    watching = asyncio.create_task(live.watch(heard.append))
    path = tmp_path / "locales/id/LC_MESSAGES/content.po"
    path.mkdir(parents=True)  # to root every file can be opened
    async with asyncio.timeout(10):
        while not heard and not watching.done():
            await asyncio.sleep(0.1)
    assert not watching.done()
    assert live.fault is not None
    assert live.fault.path == path
    watching.cancel()
