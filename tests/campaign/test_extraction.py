"""Catalogues follow the English; no translation is lost on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from campaign import catalogues, content, extraction
from campaign.strings import all_strings
from tests import builder

KEY = "topics/risk_sea.sms"
REVIEWED = "Amina 2026-11-01"
DATE = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d\+0000")


def update(root: Path) -> dict[str, int]:
    return extraction.update(content.load(root), root)


def po(root: Path, locale: str = "id") -> Path:
    return root / "locales" / locale / catalogues.FILE


def translated(root: Path) -> catalogues.Translation:
    return catalogues.load(po(root))[KEY]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with one reviewed translation of today's English."""
    root = builder.content(tmp_path)
    source = content.load(root).topics["risk_sea"].sms
    strings = {KEY: "Laut {call:emergency}"}
    builder.translate(root, "id", strings, reviewed=REVIEWED, sources={KEY: source})
    return root


def english(root: Path, sms: str) -> None:
    builder.write(root / "data/topics/risk_sea.yml", builder.topic("risk_sea", sms=sms))


def test_every_english_text_stands_once_in_every_catalogue(root: Path) -> None:
    texts = all_strings(content.load(root))
    assert update(root) == {"id": len(texts) - 1, "ur": len(texts), "my": len(texts)}
    assert not (root / "locales" / "en").exists()
    for locale in ("id", "ur", "my"):
        assert po(root, locale).read_text().count("msgctxt") == len(texts)


def test_a_translation_of_the_same_english_keeps_its_words_and_its_review(root: Path) -> None:
    update(root)
    assert (translated(root).text, translated(root).reviewed) == ("Laut {call:emergency}", REVIEWED)


def test_a_translation_of_an_older_english_is_kept_as_a_draft_beside_the_old_words(
    root: Path,
) -> None:
    update(root)
    old = content.load(root).topics["risk_sea"].sms
    english(root, "The sea. {call:emergency}")
    update(root)
    found = translated(root)
    assert (found.text, found.source) == ("Laut {call:emergency}", "The sea. {call:emergency}")
    assert found.reviewed is None
    assert f'#| msgid "{old}"' in po(root).read_text()


def test_what_is_not_said_any_more_leaves_the_catalogues(root: Path) -> None:
    (root / "data/topics/risk_sea.yml").unlink()
    builder.write(root / "data/menu.yml", {"topics": ["out_of_scope"]})
    update(root)
    assert "risk_sea" not in po(root).read_text()


@pytest.mark.parametrize(
    "sms",
    ['Say "no"\\now.', "One.\n\nTwo {call:emergency}", " ".join(map(hex, range(60))), "é ၊ ؟"],
)
def test_updating_twice_is_updating_once(root: Path, sms: str) -> None:
    english(root, "Before: " + sms)
    update(root)
    english(root, sms)
    update(root)
    once = DATE.sub(b"2001-02-03 04:05+0000", po(root).read_bytes())
    po(root).write_bytes(once)  # as if it had been written on another day
    update(root)
    assert po(root).read_bytes() == once


def test_a_text_that_somebody_was_not_sure_of_stays_marked_so(root: Path) -> None:
    path = po(root)
    path.write_text(path.read_text().replace("msgctxt", "#, fuzzy\nmsgctxt"))
    assert translated(root).fuzzy
    update(root)
    assert translated(root).fuzzy
    assert translated(root).reviewed is None


def test_a_translators_remarks_outlive_a_change_of_the_english(root: Path) -> None:
    path = po(root)
    path.write_text(path.read_text().replace(f"# review: {REVIEWED}", "# I would say “Laut Jawa”"))
    english(root, "The sea. {call:emergency}")
    update(root)
    assert "# review: draft\n# I would say “Laut Jawa”\n" in path.read_text()
