"""Each rule of the lint, by a folder that breaks it and the message it gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from campaign import content
from campaign.lint import ERROR, NOTE, WARNING, Finding, lint
from channels.segments import count
from suar import paths
from tests import builder

TODAY = date(2026, 11, 24)


def findings(root: Path) -> list[Finding]:
    return lint(content.load(root), root, TODAY, lambda text: count(text).segments)


def topics(**changes: object) -> Callable[[Path], Path]:
    faq = builder.topic("risk_sea", **changes)
    return lambda folder: builder.content(folder, [faq, builder.topic("out_of_scope")])


def translated(text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        sms = "See example.org. Call {call:emergency}."
        root = builder.content(folder, [builder.topic("out_of_scope", sms=sms)])
        builder.translate(root, "id", {"topics/out_of_scope.sms": text})
        return root

    return write


def with_helpline(**changes: object) -> Callable[[Path], Path]:
    one = builder.helpline("ID", "110", **changes)
    return lambda folder: builder.content(folder, helplines=[one])


def with_questions(files: dict[str, str]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        root = builder.content(folder)
        for name, text in files.items():
            path = root / "data" / "nlu" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return root

    return write


@pytest.mark.parametrize(
    ("folder", "level", "says"),
    [
        (topics(sources=[]), ERROR, "no source"),
        (topics(expires="2026-11-23"), ERROR, "expired on 2026-11-23"),
        (topics(expires="2026-12-24"), WARNING, "expires on 2026-12-24"),
        (topics(sms="Call 0812 3456 now."), ERROR, "sms: the number 0812 3456 stands in the text"),
        (topics(chat="It costs 3000 ringgit."), ERROR, "chat: the number 3000 stands in the text"),
        (topics(sms="x" * 307), ERROR, "sms (general): 3 segments, at most 2"),
        (topics(sms="“quoted” " + "x" * 130), ERROR, "sms (general): 3 segments, at most 2"),
        (topics(chat="x" * 901), ERROR, "chat (general): 901 characters, at most 900"),
        (
            topics(countries={"AU": {"sms": "x" * 400}}),
            ERROR,
            "sms (AU): 3 segments, at most 2",
        ),
        (topics(kind="urgent", sms="No number."), ERROR, "{call:…} must stand in the first 70"),
        (
            topics(kind="urgent", sms="x" * 80 + "{call:emergency}"),
            ERROR,
            "{call:…} must stand in the first 70",
        ),
        (with_helpline(expires="2026-11-23"), ERROR, "id_emergency: expired on 2026-11-23"),
        (
            with_helpline(status="conflict", note="two sources"),
            NOTE,
            "id_emergency: conflict, not sent: two sources",
        ),
        (translated("Telepon."), ERROR, "placeholders are [], in English ['{call:emergency}']"),
        (
            translated("Lihat. {call:emergency}."),
            ERROR,
            "a web address of the English text is missing",
        ),
        (
            translated("Lihat example.org. {call:emergency} atau 021 555."),
            ERROR,
            "the number 021 555 stands in the text",
        ),
        (translated("example.org {call:emergency}"), NOTE, "1 translations are drafts"),
        (translated("example.org {call:emergency}"), WARNING, "texts are not translated"),
        (translated("example.org {call:emergency}"), WARNING, "the English has changed since"),
        (
            translated("example.org {call:emergency} " + "ရ" * 700),
            ERROR,
            "segments, at most 10",
        ),
        (with_questions({"en/nothing.txt": "what"}), ERROR, "there is no topic nothing"),
        (
            with_questions({"en/risk_sea.txt": "Is it safe?", "id/out_of_scope.txt": "is it safe"}),
            ERROR,
            "stands under out_of_scope, risk_sea",
        ),
        (with_questions({}), WARNING, "fewer than 10 questions: out_of_scope, risk_sea"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    tmp_path: Path, folder: Callable[[Path], Path], level: str, says: str
) -> None:
    found = findings(folder(tmp_path))
    assert [one for one in found if one.level == level and says in one.message], found


@pytest.mark.parametrize(
    "folder",
    [
        topics(sms="In 2024 many died, says IOM."),
        topics(sms="See help.unhcr.org/1951."),
        topics(sms="Call {call:emergency}."),
    ],
)
def test_years_addresses_and_placeholders_are_no_numbers_in_prose(
    tmp_path: Path, folder: Callable[[Path], Path]
) -> None:
    assert not [one for one in findings(folder(tmp_path)) if one.level == ERROR]


def test_a_translation_of_a_text_that_is_gone_is_named(tmp_path: Path) -> None:
    root = builder.content(tmp_path, translations={"id": {"topics/gone.sms": "Teks."}})
    assert "topics/gone.sms: no such text any more" in [one.message for one in findings(root)]


def test_what_ships_has_no_error() -> None:
    assert [one for one in findings(paths.ROOT) if one.level == ERROR] == []


def test_errors_come_first_and_notes_last(tmp_path: Path) -> None:
    lines = [builder.helpline("ID", "110", status="unconfirmed"), builder.helpline("PK", "15")]
    risk = builder.topic("risk_sea", sources=[])
    root = builder.content(tmp_path, [risk, builder.topic("out_of_scope")], lines)
    found = findings(root)
    levels = [one.level for one in found]
    assert levels == sorted(levels, key=(ERROR, WARNING, NOTE).index)
    assert set(levels) == {ERROR, WARNING, NOTE}
    assert found[-1].message == "id_emergency: unconfirmed, not sent: no reason noted"


def test_a_finding_names_the_file_and_where_it_can_the_line(tmp_path: Path) -> None:
    root = builder.content(tmp_path, [builder.topic("out_of_scope", sources=[])])
    path = builder.translate(root, "id", {"topics/gone.sms": "Teks."})
    found = {one.message: (one.path, one.line) for one in findings(root)}
    assert found["no source: say where the facts come from"] == (
        root / "data/topics/out_of_scope.yml",
        0,
    )
    gone, line = found["topics/gone.sms: no such text any more"]
    assert gone == path
    assert path.read_text().splitlines()[line - 1] == 'msgid "source of topics/gone.sms"'


def test_content_without_fault_gives_only_what_is_still_to_do(tmp_path: Path) -> None:
    found = findings(builder.content(tmp_path))
    assert {one.level for one in found} == {WARNING}
    assert all("not translated" in one.message or "questions" in one.message for one in found)
