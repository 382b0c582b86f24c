"""An edit is live; a broken edit is not, and is named until it is mended."""

from __future__ import annotations

from pathlib import Path

from campaign import extraction
from campaign.catalogues import load as load_catalogue
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


def test_updating_catalogues_keeps_translations_and_marks_what_changed(tmp_path: Path) -> None:
    root = builder.content(tmp_path)
    live = LiveContent(root)
    extraction.update(live.current, root)
    builder.translate(root, "id", {"topics/risk_sea.sms": "Teks."}, reviewed="Amina 2026-11-01")
    missing = extraction.update(live.current, root)  # its English differs from ours
    path = root / "locales/id/LC_MESSAGES/content.po"
    kept = load_catalogue(path)["topics/risk_sea.sms"]
    assert (kept.text, kept.reviewed) == ("Teks.", None)
    assert missing["id"] == missing["ur"] - 1
    assert "source of topics/risk_sea.sms" in path.read_text()
    builder.content(
        root, [builder.topic("risk_sea", sms='New "words" ' * 20), builder.topic("out_of_scope")]
    )
    live.refresh()
    extraction.update(live.current, root)
    before = path.read_text()
    extraction.update(live.current, root)
    assert path.read_text() == before
