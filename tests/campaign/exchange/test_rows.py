"""What a translator sends back is checked as a whole before anything is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campaign import catalogues, content
from campaign.exchange import xlsx
from campaign.exchange.rows import Refused, Row, Sheet, sheet, take
from campaign.strings import source_strings
from tests import builder

KEY = "topics/out_of_scope.sms"
ENGLISH = "See example.org. Call {call:emergency}."
GOOD = Row(KEY, ENGLISH, "Lihat example.org. Telepon {call:emergency}.", where="cell C7")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    topics = [builder.topic("out_of_scope", sms=ENGLISH)]
    builder.content(tmp_path, topics)
    builder.translate(
        tmp_path, "id", {KEY: "Lama {call:emergency} example.org"}, sources={KEY: ENGLISH}
    )
    return tmp_path


def taken(root: Path, *rows: Row, locale: str = "id") -> int:
    return take(content.load(root), root, Sheet(locale, rows))


def kept(root: Path) -> catalogues.Translation:
    return catalogues.load(root / "locales" / "id" / catalogues.FILE)[KEY]


def test_a_changed_text_is_written_as_a_draft(root: Path) -> None:
    assert taken(root, GOOD) == 1
    assert (kept(root).text, kept(root).reviewed) == (GOOD.translation, None)
    assert taken(root, GOOD) == 0


def test_a_review_is_written_with_its_name_and_day(root: Path) -> None:
    assert taken(root, replace(GOOD, review="Ayu 2026-11-24")) == 1
    assert kept(root).reviewed == "Ayu 2026-11-24"


def test_a_text_changed_after_its_review_is_a_draft_again(root: Path) -> None:
    taken(root, replace(GOOD, review="Ayu 2026-11-24"))
    changed = replace(GOOD, translation=f"{GOOD.translation}!", review="Ayu 2026-11-24")
    assert taken(root, changed) == 1
    assert kept(root).reviewed is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": "topics/gone.sms"}, "cell C7: there is no text topics/gone.sms"),
        ({"english": "Old."}, f"cell C7: the English of {KEY} has changed since: export it again"),
        ({"translation": "example.org"}, "cell C7: placeholders are []"),
        ({"translation": "{call:emergency}"}, "cell C7: a web address of the English text"),
        (
            {"translation": f"{GOOD.translation} 021 555"},
            "cell C7: the number 021 555 stands in the text",
        ),
        (
            {"translation": f"{GOOD.translation}\x07"},
            "cell C7: the character U+0007 cannot be written",
        ),
        ({"review": "ok"}, "cell C7: review is “ok”: wanted: draft, or a name and a day"),
    ],
)
def test_one_wrong_cell_is_named_and_nothing_is_written(
    root: Path, changes: dict[str, str], says: str
) -> None:
    before = (root / "locales" / "id" / catalogues.FILE).read_bytes()
    title = Row("topics/out_of_scope.title", "Out of scope", "Lain", where="cell C2")
    with pytest.raises(Refused) as refused:
        taken(root, title, replace(GOOD, **changes))
    assert [fault for fault in refused.value.faults if fault.startswith(says)]
    assert (root / "locales" / "id" / catalogues.FILE).read_bytes() == before


def test_a_language_that_we_do_not_have_is_refused(root: Path) -> None:
    with pytest.raises(Refused, match=r"xx: this language is not in languages\.yml"):
        taken(root, GOOD, locale="xx")


def test_the_rows_that_are_asked_for_go_out(root: Path) -> None:
    loaded, sources = content.load(root), source_strings(root)
    keys = {
        which: [row.key for row in sheet(loaded, sources, "id", which).rows]
        for which in ("all", "missing", "draft")
    }
    assert keys["all"] == [one.key for one in sources]
    assert keys["draft"] == [KEY]
    assert keys["missing"] == [key for key in keys["all"] if key != KEY]


def test_a_spreadsheet_taken_in_unchanged_changes_nothing(root: Path) -> None:
    before = (root / "locales" / "id" / catalogues.FILE).read_bytes()
    out = xlsx.write(sheet(content.load(root), source_strings(root), "id"))
    assert take(content.load(root), root, xlsx.read(out)) == 0
    assert (root / "locales" / "id" / catalogues.FILE).read_bytes() == before


def test_notes_tell_translators_where_it_is_said_and_how_long_it_may_be(root: Path) -> None:
    (row,) = [
        one for one in sheet(content.load(root), source_strings(root), "id").rows if one.key == KEY
    ]
    assert "Out of scope (faq)" in row.note
    assert "Source: A page, A body, 2025" in row.note
    assert "at most 10 segments" in row.note
