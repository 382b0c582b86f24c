"""Each rule of the lint, by a folder that breaks it and the message it gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from campaign import content
from campaign.lint import ERROR, NOTE, WARNING, Finding, lint
from campaign.replies import NEEDED
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


def _replies(**changes: object) -> dict[str, object]:
    return {key: {"text": f"Reply {key}."} for key in NEEDED} | changes


def with_questions(files: dict[str, str]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        root = builder.content(folder)
        for name, text in files.items():
            path = root / "data" / "nlu" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return root

    return write


LONG = "This is a sentence with many more words than anybody in a hurry would ever want to read."
HARD = (
    "International organisations continuously investigate irregular migration. "
    "Governmental representatives subsequently communicate considerable administrative "
    "responsibilities. Comprehensive documentation necessitates professional interpretation. "
    "Additional considerations traditionally necessitate immediate multidisciplinary cooperation."
)


def two_topics(**changes: object) -> Callable[[Path], Path]:
    first = builder.topic("risk_sea", ask="by boat", **changes)
    return lambda folder: builder.content(
        folder,
        [first, builder.topic("family_held", ask="held"), builder.topic("out_of_scope")],
        boundaries=[{"between": ["risk_sea", "family_held"], "rule": "now, or in general"}],
    )


def with_words(locale: str, **changes: object) -> Callable[[Path], Path]:
    voice = {locale: [{"word": "illegals", "why": "nobody is illegal", "instead": "people"}]}

    def write(folder: Path) -> Path:
        topics = [builder.topic("out_of_scope", **changes)]
        root = builder.content(folder, topics, voice=voice)
        builder.translate(root, "id", {"topics/out_of_scope.title": "Para illegals"})
        return root

    return write


def asked_by(words: str, **more: str) -> Callable[[Path], Path]:
    topics = [builder.topic("out_of_scope", ask="by boat"), builder.topic("two", ask=words)]
    return lambda folder: builder.content(folder, topics, translations={"id": more})


@pytest.mark.parametrize(
    ("folder", "level", "code", "says"),
    [
        (topics(sources=[]), ERROR, "source-missing", "no source: say where the facts come from"),
        (topics(expires="2026-11-23"), ERROR, "expired", "expired on 2026-11-23"),
        (topics(expires="2026-12-24"), WARNING, "expires-soon", "expires on 2026-12-24"),
        (
            topics(checked={"by": "a test", "on": "2025-11-01"}),
            WARNING,
            "checked-long-ago",
            "last checked on 2025-11-01, more than a year ago",
        ),
        (
            topics(checked={"by": "a test", "on": "2026-12-01"}),
            ERROR,
            "checked-in-future",
            "checked on 2026-12-01, which has not come yet",
        ),
        (
            lambda folder: builder.content(
                folder, **{"figures/x": [builder.figure("deaths", 5, expires="2026-11-01")]}
            ),
            ERROR,
            "figure-expired",
            "deaths: expired on 2026-11-01",
        ),
        (topics(sms="Call 0812 3456 now."), ERROR, "number-in-prose", "sms: the number 0812 3456"),
        (topics(chat="It costs 3000 ringgit."), ERROR, "number-in-prose", "chat: the number 3000"),
        (topics(chat="Up to 10 years."), ERROR, "number-in-prose", "chat: the number 10 stands"),
        (topics(chat="۱۵ سال"), ERROR, "number-in-prose", "chat: the number ۱۵ stands"),
        (
            lambda folder: builder.content(
                folder, replies=_replies(empty={"text": "Write to +62 21 555."})
            ),
            ERROR,
            "number-in-prose",
            "empty: the number +62 21 555 stands in the text",
        ),
        (topics(sms="Section 233 forbids it."), ERROR, "law-in-prose", "“Section 233”"),
        (topics(sms="The Migration Act says so."), ERROR, "law-in-prose", "“The Migration Act”"),
        (topics(sms=LONG), WARNING, "sentence-long", "sms: a sentence of 18 words, at most 15"),
        (topics(chat=HARD), WARNING, "hard-to-read", "chat: reads like school year"),
        (topics(sms="x" * 307), ERROR, "sms-long", "sms: 3 segments, at most 2"),
        (topics(sms="“quoted” " + "x" * 130), ERROR, "sms-long", "sms: 3 segments, at most 2"),
        (topics(chat="x" * 901), ERROR, "chat-long", "chat: 901 characters, at most 900"),
        (
            topics(countries={"AU": {"sms": "x" * 400}}),
            ERROR,
            "sms-long",
            "countries.AU.sms: 3 segments, at most 2",
        ),
        (
            topics(kind="urgent", sms="No number."),
            ERROR,
            "urgent-number-late",
            "sms: {call:…} must stand in the first 70",
        ),
        (
            topics(kind="urgent", countries={"AU": {"sms": "x" * 80 + "{call:emergency}"}}),
            ERROR,
            "urgent-number-late",
            "countries.AU.sms: {call:…} must stand in the first 70",
        ),
        (topics(ask=None), ERROR, "ask-missing", "no `ask`: other texts cannot lead here"),
        (two_topics(), WARNING, "dead-end", "no `related` topics"),
        (
            two_topics(),
            ERROR,
            "boundary-unlinked",
            "chat: does not point to {ask:family_held}",
        ),
        (
            asked_by("By boat!"),
            ERROR,
            "ask-ambiguous",
            "“By boat!” leads to out_of_scope and to two",
        ),
        (
            asked_by("other", **{"topics/two.ask": "kapal", "topics/out_of_scope.ask": "kapal"}),
            ERROR,
            "ask-ambiguous",
            "“kapal” leads to out_of_scope and to two",
        ),
        (asked_by("stop"), ERROR, "ask-is-keyword", "“stop” is one of the words in keywords.yml"),
        (
            with_words("en", sms="Illegals are told."),
            ERROR,
            "word-forbidden",
            "sms: “Illegals”: nobody is illegal",
        ),
        (
            with_words("id"),
            ERROR,
            "word-forbidden",
            "topics/out_of_scope.title: “illegals”: nobody is illegal",
        ),
        (
            with_helpline(expires="2026-11-23"),
            ERROR,
            "number-expired",
            "id_emergency: expired on 2026-11-23",
        ),
        (
            with_helpline(status="conflict", note="two sources"),
            NOTE,
            "number-not-sent",
            "id_emergency: conflict, not sent: two sources",
        ),
        (
            translated("Telepon."),
            ERROR,
            "placeholder-differs",
            "placeholders are [], in English ['{call:emergency}']",
        ),
        (
            translated("Lihat. {call:emergency}."),
            ERROR,
            "address-missing",
            "a web address of the English text is missing",
        ),
        (
            translated("Lihat example.org. {call:emergency} atau 021 555."),
            ERROR,
            "number-in-prose",
            "the number 021 555 stands in the text",
        ),
        (
            translated("example.org {call:emergency}"),
            NOTE,
            "unreviewed",
            "1 translations are drafts",
        ),
        (
            translated("example.org {call:emergency}"),
            WARNING,
            "untranslated",
            "texts are not translated",
        ),
        (
            translated("example.org {call:emergency}"),
            WARNING,
            "translation-outdated",
            "the English has changed since",
        ),
        (
            translated("example.org {call:emergency} " + "ရ" * 700),
            ERROR,
            "sms-long",
            "topics/out_of_scope.sms: 12 segments, at most 10",
        ),
        (
            lambda folder: builder.content(
                folder, translations={"id": {"topics/risk_sea.title": "x" * 41}}
            ),
            ERROR,
            "title-long",
            "41 characters, at most 40",
        ),
        (
            lambda folder: builder.content(
                folder, translations={"id": {"topics/risk_sea.ask": "x" * 41}}
            ),
            ERROR,
            "ask-long",
            "41 characters, at most 40",
        ),
        (
            lambda folder: builder.content(
                folder, translations={"id": {"replies/help": "x" * 1601}}
            ),
            ERROR,
            "text-long",
            "1,601 characters, at most 1,600",
        ),
        (
            with_questions({"en/nothing.txt": "what"}),
            ERROR,
            "question-topic-unknown",
            "there is no topic nothing",
        ),
        (
            with_questions({"en/risk_sea.txt": "Is it safe?", "id/out_of_scope.txt": "is it safe"}),
            ERROR,
            "question-duplicate",
            "“is it safe” stands under risk_sea, out_of_scope",
        ),
        (
            with_questions({}),
            WARNING,
            "questions-few",
            "fewer than 30 questions: out_of_scope, risk_sea",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    tmp_path: Path, folder: Callable[[Path], Path], level: str, code: str, says: str
) -> None:
    found = [one for one in findings(folder(tmp_path)) if one.code == code]
    assert [one for one in found if one.level == level and says in one.message], found
    assert all(one.advice for one in found)


@pytest.mark.parametrize(
    "folder",
    [
        topics(sms="In 2024 many died, says IOM."),
        topics(sms="See help.unhcr.org/1951."),
        topics(sms="Call {call:emergency}."),
        topics(sms="KP2MI says so, and G20 too."),
    ],
)
def test_years_addresses_and_placeholders_are_no_numbers_in_prose(
    tmp_path: Path, folder: Callable[[Path], Path]
) -> None:
    assert "number-in-prose" not in {one.code for one in findings(folder(tmp_path))}


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
        9,
    )
    gone, line = found["topics/gone.sms: no such text any more"]
    assert gone == path
    assert path.read_text().splitlines()[line - 1] == 'msgid "source of topics/gone.sms"'


def test_content_without_fault_gives_only_what_is_still_to_do(tmp_path: Path) -> None:
    found = findings(builder.content(tmp_path))
    assert {one.code for one in found} == {"untranslated", "questions-few", "dead-end"}
