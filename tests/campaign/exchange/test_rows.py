"""What a translator sends back is checked as a whole before anything is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campaign import catalogues, content
from campaign.exchange import xlsx
from campaign.exchange.rows import Refused, Row, Sheet, sheet
from campaign.exchange.taking import take
from campaign.strings import source_strings
from channels.segments import count
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
    sent_back = Sheet(locale, rows)
    return take(content.load(root), root, sent_back, builder.TODAY, segments).changed


def segments(text: str) -> int:
    return count(text).segments


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
        (
            {"translation": f"{GOOD.translation} {{call:nobody}}"},
            "cell C7: placeholders are ['{call:emergency}', '{call:nobody}']",
        ),
        (
            {"translation": f"{GOOD.translation} {{figure:gone}}"},
            "cell C7: {figure:gone}: there is no such figure",
        ),
        (
            {"translation": f"{GOOD.translation} {'ရ' * 700}"},
            "cell C7: topics/out_of_scope.sms: 12 segments, at most 10",
        ),
        (
            {
                "key": "topics/out_of_scope.title",
                "english": "Out of scope",
                "translation": "x" * 41,
            },
            "cell C7: 41 characters, at most 40",
        ),
        (
            {"key": "topics/out_of_scope.ask", "english": "out of scope", "translation": "stop"},
            "cell C7: “stop” is one of the words in keywords.yml",
        ),
        ({"translation": f"{GOOD.translation}{'x' * 1600}"}, "cell C7: 1,644 characters"),
        ({"review": "Ayu 2026-13-01"}, "cell C7: review is “Ayu 2026-13-01”: wanted"),
        ({"review": "A\x07yu 2026-11-24"}, "cell C7: review is “A\ufffdyu 2026-11-24”: wanted"),
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


@pytest.mark.parametrize("locale", ["xx", "en", ""])
def test_a_language_that_is_none_of_the_translated_ones_is_refused(root: Path, locale: str) -> None:
    with pytest.raises(Refused, match="the language must be one of id, ur, my"):
        taken(root, GOOD, locale=locale)
    assert not (root / "locales" / "en").exists()


def test_a_text_that_stands_twice_is_refused(root: Path) -> None:
    with pytest.raises(Refused) as refused:
        taken(root, GOOD, replace(GOOD, translation=f"{GOOD.translation}!", where="cell C8"))
    assert refused.value.faults == [f"cell {c}: {KEY} stands 2 times" for c in ("C7", "C8")]


def outdate(root: Path) -> Row:
    """The row of a reviewed translation whose English has changed since."""
    sources = {KEY: "Older English."}
    texts = {KEY: GOOD.translation}
    builder.translate(root, "id", texts, reviewed="Ayu 2026-01-01", sources=sources)
    (row,) = (
        one for one in sheet(content.load(root), source_strings(root), "id").rows if one.key == KEY
    )
    return row


def test_a_review_of_older_english_does_not_go_out_as_one_of_todays(root: Path) -> None:
    row = outdate(root)
    assert (row.english, row.review) == (ENGLISH, "draft")
    assert row.note.startswith("The English has changed since it was translated. It was: Older")


@pytest.mark.parametrize("review", ["draft", "", "Ayu 2026-01-01"])
def test_an_outdated_text_that_comes_back_untouched_stays_outdated(root: Path, review: str) -> None:
    row = outdate(root)
    assert taken(root, replace(row, review=review)) == 0
    assert (kept(root).source, kept(root).reviewed) == ("Older English.", "Ayu 2026-01-01")


def test_an_outdated_text_that_somebody_signs_is_one_of_todays_english(root: Path) -> None:
    assert taken(root, replace(outdate(root), review="Budi 2026-11-24")) == 1
    assert (kept(root).source, kept(root).reviewed) == (ENGLISH, "Budi 2026-11-24")


def test_a_review_is_withdrawn_by_the_word_draft_and_not_by_a_tool_that_drops_it(
    root: Path,
) -> None:
    signed = replace(GOOD, review="Ayu 2026-11-24")
    taken(root, signed)
    assert taken(root, replace(signed, review="")) == 0
    assert kept(root).reviewed == "Ayu 2026-11-24"
    assert taken(root, replace(signed, review="draft")) == 1
    assert kept(root).reviewed is None


def test_a_changed_text_that_somebody_else_signs_is_reviewed(root: Path) -> None:
    taken(root, replace(GOOD, review="Ayu 2026-11-24"))
    changed = replace(GOOD, translation=f"{GOOD.translation}!", review="Budi 2026-11-25")
    assert taken(root, changed) == 1
    assert kept(root).reviewed == "Budi 2026-11-25"


def test_a_text_that_the_translator_is_unsure_of_is_named_and_left_out(root: Path) -> None:
    before = kept(root)
    unsure = replace(GOOD, translation="a guess of some tool", unsure=True)
    loaded = content.load(root)
    found = take(loaded, root, Sheet("id", (unsure,)), builder.TODAY, segments)
    assert (found.changed, found.unsure) == (0, ("cell C7",))
    assert kept(root) == before


def test_no_translation_is_taken_away_by_an_empty_cell(root: Path) -> None:
    assert taken(root, replace(GOOD, translation=" \n")) == 0
    assert kept(root).text


def test_line_ends_of_any_system_are_one(root: Path) -> None:
    text = "Lihat example.org.\r\nTelepon {call:emergency}.\rYa."
    taken(root, replace(GOOD, translation=text, english=f"{ENGLISH}\r\n"))
    assert kept(root).text == "Lihat example.org.\nTelepon {call:emergency}.\nYa."


def test_a_fault_that_quotes_a_file_cannot_move_the_cursor(root: Path) -> None:
    with pytest.raises(Refused) as refused:
        taken(root, replace(GOOD, key="\x1b[2Jgone" + "x" * 500))
    (fault,) = refused.value.faults
    assert fault.startswith("cell C7: there is no text \ufffd[2Jgone")
    assert len(fault) == 300


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
    assert taken(root, *xlsx.read(out).rows) == 0
    assert (root / "locales" / "id" / catalogues.FILE).read_bytes() == before


def test_notes_tell_translators_where_it_is_said_and_how_long_it_may_be(root: Path) -> None:
    (row,) = [
        one for one in sheet(content.load(root), source_strings(root), "id").rows if one.key == KEY
    ]
    assert "Out of scope (faq)" in row.note
    assert "Source: A page, A body, 2025" in row.note
    assert "at most 10 segments" in row.note
