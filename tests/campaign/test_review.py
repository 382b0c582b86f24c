"""What counts as reviewed, and how the mark comes into a catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign import catalogues, content, review
from campaign.review import Progress
from suar import paths
from tests import builder
from tests.campaign.faults import fault_of

DAY = date(2026, 11, 24)
SMS, TITLE, CHAT = (f"topics/risk_sea.{form}" for form in ("sms", "title", "chat"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """`risk_sea` in Indonesian: one text a draft, one of older English, two missing."""
    builder.content(tmp_path)
    sources = {SMS: content.load(tmp_path).topics["risk_sea"].sms, TITLE: "Old"}
    builder.translate(
        tmp_path, "id", {SMS: "Laut {call:emergency}", TITLE: "Laut"}, sources=sources
    )
    return tmp_path


def po(root: Path) -> Path:
    return root / "locales" / "id" / catalogues.FILE


def of_sea(root: Path) -> Progress:
    return review.progress(content.load(root))["id"]["risk_sea"]


def test_each_text_of_a_topic_counts_once(root: Path) -> None:
    found = of_sea(root)
    assert found == Progress(texts=4, missing=2, fuzzy=1, draft=1, reviewed=0)
    assert (found.translated, found.state) == (2, "missing")


def test_every_language_and_topic_is_there_and_english_is_not(root: Path) -> None:
    found = review.progress(content.load(root))
    assert list(found) == ["id", "ur", "my"]
    assert list(found["ur"]) == ["out_of_scope", "risk_sea", "replies", "helplines"]
    whole = review.total(found["ur"])
    assert (whole.texts, whole.missing, whole.translated) == (whole.texts, whole.texts, 0)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (Progress(2, 0, 0, 0, 2), "reviewed"),
        (Progress(2, 0, 0, 1, 1), "draft"),
        (Progress(3, 0, 1, 1, 1), "outdated"),
        (Progress(4, 1, 1, 1, 1), "missing"),
    ],
)
def test_a_topic_is_as_far_as_its_worst_text(counts: Progress, state: str) -> None:
    assert counts.state == state


def test_a_fuzzy_text_counts_as_fuzzy_even_with_a_name_at_it(root: Path) -> None:
    review.mark_reviewed(po(root), SMS, "Ayu", DAY)
    assert of_sea(root).reviewed == 1
    text = po(root).read_text()
    po(root).write_text(text.replace(f'msgctxt "{SMS}"', f'#, fuzzy\nmsgctxt "{SMS}"'))
    found = of_sea(root)
    assert (found.reviewed, found.fuzzy) == (0, 2)


def test_a_fuzzy_text_is_served_as_a_draft_is(root: Path) -> None:
    review.mark_reviewed(po(root), SMS, "Ayu", DAY)
    text = po(root).read_text()
    po(root).write_text(text.replace(f'msgctxt "{SMS}"', f'#, fuzzy\nmsgctxt "{SMS}"'))
    reader = content.Reader("id", "ID")
    for drafts, said in ((True, "Laut 110"), (False, "About risk_sea. Call 110.")):
        loaded = content.load(root, drafts=drafts)
        assert loaded.topic_text(loaded.topics["risk_sea"], reader, builder.TODAY) == said


@pytest.mark.parametrize("locale", ["id", "ur", "my"])
def test_a_review_changes_one_line_of_a_shipped_catalogue(tmp_path: Path, locale: str) -> None:
    path = tmp_path / locale / catalogues.FILE
    path.parent.mkdir(parents=True)
    before = (paths.ROOT / "locales" / locale / catalogues.FILE).read_text()
    path.write_text(before)
    key = next(key for key, one in catalogues.load(path).items() if not one.reviewed)
    review.mark_reviewed(path, key, "Ayu Lestari", DAY)
    old, new = before.split("\n"), path.read_text().split("\n")
    changed = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    assert changed == [("# review: draft", "# review: Ayu Lestari 2026-11-24")]
    assert catalogues.load(path)[key].reviewed == "Ayu Lestari 2026-11-24"


@pytest.mark.parametrize(
    "name", ["", " ", "A", "x" * 65, "Ayu\nmsgid", "Ayu\u2028L", "draft", "\ud800b"]
)
def test_a_name_that_cannot_stand_in_a_comment_is_refused(root: Path, name: str) -> None:
    before = po(root).read_bytes()
    fault = fault_of(lambda path: review.mark_reviewed(path, SMS, name, DAY), po(root))
    assert "a reviewer's name" in fault.message
    assert po(root).read_bytes() == before


def test_one_key_without_translation_and_none_is_marked(root: Path) -> None:
    before = po(root).read_bytes()
    keys = [SMS, CHAT]
    fault = fault_of(lambda path: review.mark_all_reviewed(path, keys, "Ayu", DAY), po(root))
    assert fault.message == f"{CHAT} has no translation to review"
    assert po(root).read_bytes() == before


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Ayu Lestari 2026-11-24", True),
        ("အေးအေး 2026-11-24", True),
        ("Ayu 2026-99-99", False),
        ("2026-11-24", False),
        ("Ayu", False),
        ("draft 2026-11-24", False),
        ("Ayu\x07 2026-11-24", False),
        ("Ayu\n 2026-11-24", False),
        ("Ayu 2026-11-24 ", False),
        ("", False),
    ],
)
def test_a_signature_is_a_name_and_a_day(text: str, is_one: bool) -> None:
    assert review.is_signature(text) == is_one
