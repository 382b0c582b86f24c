"""Correcting texts: what is saved, what is refused, what is seen."""

from __future__ import annotations

import asyncio
import html
import json
import re
from pathlib import Path

import pytest

from campaign.content import Reader
from desk.studio import strings
from desk.studio.preview import today
from tests.desk.conftest import Browser, Desk

SMS = "topics/risk_sea.sms"


def version(desk: Desk, key: str = SMS, locale: str = "en") -> str:
    return strings.all_of(desk.gateway.live.current, locale)[key].version


async def save(
    desk: Desk, browser: Browser, text: str, key: str = SMS, locale: str = "en", **more: str
) -> tuple[int, str]:
    fields = {"key": key, "locale": locale, "text": text, "version": version(desk, key, locale)}
    answer = await browser.post("/desk/content/save", **{**fields, **more})
    return answer.status, html.unescape(await answer.text())


async def test_a_saved_text_is_in_the_file_live_committed_and_in_the_trail(desk: Desk) -> None:
    editor = await desk.join("editor")
    status, page = await save(desk, editor, "Boats are small. Call {call:emergency}.")
    assert (status, "Saved, and live now" in page) == (200, True)
    assert "sms: Boats" in desk.file("data/topics/risk_sea.yml").replace('"', "")
    content = desk.gateway.live.current
    text = content.topic_text(content.topics["risk_sea"], Reader("en", "ID"), today())
    assert text == "Boats are small. Call 110."
    assert desk.log()[0] == f"Ayu Lestari: Correct {SMS} (en)"
    assert ("saved", f"{SMS} (en)") in {
        (one["action"], one["subject"]) for one in await desk.accounts.trail()
    }


async def test_nothing_else_in_the_file_changes(desk: Desk) -> None:
    path = "data/topics/risk_sea.yml"
    before = desk.file(path).splitlines()
    editor = await desk.join("editor")
    await save(desk, editor, "Boats from there.", key="topics/risk_sea.countries.PK.sms")
    after = desk.file(path).splitlines()
    assert [(a, b.strip()) for a, b in zip(before, after, strict=True) if a != b] == [
        ("    sms: Boats from here sink.", "sms: Boats from there.")
    ]


async def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(desk: Desk) -> None:
    first, second = await desk.join("editor"), await desk.join("editor", name="Noor")
    opened = version(desk)
    await save(desk, first, "First. Call {call:emergency}.")
    status, page = await save(desk, second, "Second. Call {call:emergency}.", version=opened)
    assert status == 409
    assert "Nothing was overwritten" in page
    assert "First. Call {call:emergency}." in page
    assert "Second. Call {call:emergency}." in page  # what they wrote is not lost
    assert "First." in desk.file("data/topics/risk_sea.yml")
    (merged,) = set(re.findall(rf'value="({version(desk)})"', page))
    status, _ = await save(desk, second, "Both. Call {call:emergency}.", version=merged)
    assert status == 200


async def test_of_many_who_save_at_once_one_wins(desk: Desk) -> None:
    editor = await desk.join("editor")
    token, opened = await editor.form_token(), version(desk)
    fields = {"form_token": token, "key": SMS, "locale": "en", "version": opened}
    answers = await asyncio.gather(
        *(
            editor.client.post(
                "/desk/content/save", data={**fields, "text": f"No {'i' * n}. {{call:emergency}}"}
            )
            for n in range(1, 7)
        )
    )
    assert sorted(one.status for one in answers) == [200, 409, 409, 409, 409, 409]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Call 0812 3456.", "the number 0812 3456 stands in the text"),
        ("x" * 400, "3 segments, at most 2"),
        ("See {figure:gone}.", "there is no such figure"),
        ("Write: {ask:gone}.", "there is no such topic"),
        ("bad \x07 sign", "the character U+0007 cannot be written"),
    ],
)
async def test_a_faulty_text_is_not_saved_and_stays_in_the_field(
    desk: Desk, text: str, says: str
) -> None:
    editor, before = await desk.join("editor"), desk.file("data/topics/risk_sea.yml")
    status, page = await save(desk, editor, text)
    assert status == 422
    assert "Not saved." in page
    assert says in page
    assert desk.file("data/topics/risk_sea.yml") == before
    assert desk.gateway.live.fault is None
    assert len(desk.log()) == 2  # the first commit, and the end of the list


async def test_a_translation_is_a_draft_until_its_reader_has_checked_it(desk: Desk) -> None:
    translator = await desk.join("translator", "id")
    text = "Kapal tenggelam. Telepon {call:emergency}."
    await save(desk, translator, text, locale="id")
    found = strings.all_of(desk.gateway.live.current, "id")[SMS]
    assert (found.text, found.state) == (text, strings.DRAFT)
    await save(desk, translator, text, locale="id", reviewed="1")
    found = strings.all_of(desk.gateway.live.current, "id")[SMS]
    assert (found.state, found.reviewed) == (strings.REVIEWED, f"Ayu Lestari {today()}")
    assert desk.log()[0] == f"Ayu Lestari: Review {SMS} (id)"


async def test_a_changed_english_text_marks_its_translations_as_outdated(desk: Desk) -> None:
    editor = await desk.join("editor")
    await save(desk, editor, "Kapal. {call:emergency}", locale="id", reviewed="1")
    await save(desk, editor, "Boats leak. Call {call:emergency}.")
    assert strings.all_of(desk.gateway.live.current, "id")[SMS].state == strings.OUTDATED
    assert "outdated" in await editor.get("/desk/content")


async def test_the_preview_shows_the_unsaved_text_its_segments_cost_and_findings(
    desk: Desk,
) -> None:
    editor = await desk.join("editor")
    answer = await editor.post(
        "/desk/content/preview", key=SMS, locale="en", country="ID", channel="sms",
        text="Boats “sink”. " + "Long. " * 30 + "Call {call:emergency} or 555 666.",
    )  # fmt: skip
    said = json.loads(await answer.text())
    assert "Call 110 or 555 666.\nReply choices_heading.\n1 Pakistan" in said["bubble"]["text"]
    assert (said["bubble"]["segments"], said["bubble"]["encoding"]) == (2, "GSM-7")
    assert said["bubble"]["cost"] == pytest.approx(0.1)
    assert "the number 555 666 stands in the text" in said["findings"][0]["message"]
    assert "Boats sink" in desk.gateway.live.current.topics["risk_sea"].sms  # nothing was saved


async def test_texts_are_shown_and_never_run(desk: Desk) -> None:
    editor = await desk.join("editor")
    await save(desk, editor, '<script>alert("x")</script>', key="topics/risk_sea.title")
    page = await editor.get("/desk/content")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_a_file_broken_by_hand_keeps_the_last_good_text_and_is_named(desk: Desk) -> None:
    viewer = await desk.join("viewer")
    (desk.root / "data" / "topics" / "risk_sea.yml").write_text("id: risk_sea\n  broken")
    desk.gateway.live.refresh()
    page = html.unescape(await viewer.get("/desk/content"))
    assert "A file is broken, so the last good content stays live" in page
    assert "data/topics/risk_sea.yml:" in page
    assert desk.gateway.live.current.topics["risk_sea"].sms.startswith("Boats sink")


async def test_every_page_opens(desk: Desk) -> None:
    admin = await desk.join("admin")
    for path in (
        "/desk/content", "/desk/content/topic/risk_sea?locale=ur&country=PK&channel=whatsapp",
        "/desk/content/topic/replies?locale=id", "/desk/content/topic/helplines?locale=ur",
        "/desk/content/search?q=sink", "/desk/content/findings", "/desk/content/changes",
        "/desk/content/numbers", "/desk/content/figures", "/desk/content/languages",
        "/desk/content/teach", "/desk/content/new-topic", "/desk/staff", "/desk/sign-in",
        "/desk/undelivered", "/desk/undelivered/confirm",
    ):  # fmt: skip
        await admin.get(path)
    for path in ("/desk/content/topic/gone", "/desk/content/topic/risk_sea?locale=xx"):
        await admin.get(path, 404)


async def test_changes_are_listed_with_their_lines(desk: Desk) -> None:
    editor = await desk.join("editor")
    await save(desk, editor, "Boats are small. Call {call:emergency}.")
    page = html.unescape(await editor.get("/desk/content/changes"))
    assert f"Correct {SMS} (en)" in page
    assert "Boats are small" in page
    assert "Boats sink" in page


async def test_a_new_topic_answers_to_its_own_words_at_once(desk: Desk) -> None:
    editor = await desk.join("editor")
    fields = {
        "id": "safe_money", "section": "help", "kind": "faq", "title": "Send money home",
        "ask": "send money", "sms": "Use a bank.", "chat": "Use a bank.\n\n- Keep the receipt.",
        "source_title": "A page", "source_publisher": "A bank", "source_date": "2025",
        "source_url": "https://example.org", "questions": "how to send money\nsafe transfer?",
    }  # fmt: skip
    answer = await editor.post("/desk/content/new-topic", **fields)
    assert answer.url.path == "/desk/content/topic/safe_money"
    assert desk.gateway.live.current.asked("Send money!") == [("safe_money", "en")]
    assert desk.file("data/nlu/en/safe_money.txt") == "how to send money\nsafe transfer?\n"
    assert desk.log()[0] == "Ayu Lestari: Add the topic safe_money"
    again = await editor.post("/desk/content/new-topic", **fields)
    assert (again.status, "There is a topic safe_money already" in await again.text()) == (
        422,
        True,
    )
    wrong = await editor.post("/desk/content/new-topic", **{**fields, "id": "../x"})
    assert "small letters, digits and _" in await wrong.text()
    long = await editor.post(
        "/desk/content/new-topic", **{**fields, "id": "long", "title": "x" * 50}
    )
    assert (long.status, "title" in await long.text()) == (422, True)
    assert not (desk.root / "data" / "topics" / "long.yml").exists()


async def test_a_number_is_changed_and_called_today(desk: Desk) -> None:
    editor = await desk.join("editor")
    fields = {"name": "Police", "dial": "112", "status": "sourced", "called": "1"}
    answer = await editor.post("/desk/content/numbers/id_emergency", **fields)
    assert answer.status == 200, await answer.text()
    content = desk.gateway.live.current
    assert content.emergency_number(Reader("en", "ID"), today()) == "112"
    assert "by: Ayu Lestari" in desk.file("data/helplines.yml").replace('"', "")
    await editor.post("/desk/content/numbers/id_emergency", **{**fields, "status": "conflict"})
    content = desk.gateway.live.current
    assert content.emergency_number(Reader("en", "ID"), today()) == "the local emergency number"


async def test_a_figure_is_changed_with_its_day(desk: Desk) -> None:
    editor = await desk.join("editor")
    await editor.post("/desk/content/figures/x/f", value="1,234", as_of="2026-10-01")
    figure = desk.gateway.live.current.figures["f"]
    assert (figure.value, str(figure.as_of), figure.checked.by) == (
        1234,
        "2026-10-01",
        "Ayu Lestari",
    )
    wrong = await editor.post("/desk/content/figures/x/f", value="many")
    assert wrong.status == 422


async def test_a_language_is_added_with_what_cldr_knows_and_an_empty_catalogue(
    desk: Desk,
) -> None:
    editor = await desk.join("editor")
    await editor.post("/desk/content/languages", id="fa")
    locale = desk.gateway.live.current.languages.locales["fa"]
    assert (locale.english, locale.name, locale.right_to_left) == ("Persian", "فارسی", True)
    assert locale.script == "Arab"
    assert 'msgctxt "topics/risk_sea.sms"' in desk.file("locales/fa/LC_MESSAGES/content.po")
    assert "Persian" in await editor.get("/desk/content")
    for wrong, says in (("fa", "there already"), ("zz_zz", "CLDR knows no such language")):
        answer = await editor.post("/desk/content/languages", id=wrong)
        assert (answer.status, says in await answer.text()) == (422, True)


async def test_a_topics_sources_related_topics_countries_and_questions_are_changed(
    desk: Desk,
) -> None:
    editor = await desk.join("editor")
    place = "/desk/content/topic/risk_sea"
    await editor.post(f"{place}/checked")
    await editor.post(f"{place}/related", related="out_of_scope, risk_sea")
    await editor.post(f"{place}/source", title="B", publisher="C", date="2026", url="")
    await editor.post(f"{place}/country", code="TH")
    await editor.post(f"{place}/questions", language="en", lines="one\n\n two \n")
    topic = desk.gateway.live.current.topics["risk_sea"]
    assert (topic.checked.by, topic.checked.on) == ("Ayu Lestari", today())
    assert topic.related == ("out_of_scope", "risk_sea")
    assert [one.title for one in topic.sources] == ["A page", "B"]
    assert topic.countries["TH"]["sms"] == topic.sms
    assert desk.file("data/nlu/en/risk_sea.txt") == "one\ntwo\n"
    for path, fields in (
        ("related", {"related": "gone"}),
        ("country", {"code": "TH"}),
        ("source", {"title": "", "publisher": "C", "date": "2026"}),
    ):
        assert (await editor.post(f"{place}/{path}", **fields)).status == 422, path
    for language in ("../../x", "xx"):
        answer = await editor.post(f"{place}/questions", language=language, lines="x")
        assert answer.status == 404


async def test_outside_a_repository_texts_are_saved_all_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    (desk.root / ".git").rename(tmp_path / "git")
    editor = await desk.join("editor")
    status, page = await save(desk, editor, "Boats are small. Call {call:emergency}.")
    assert (status, "in the history" in page) == (200, False)
    assert "is no git repository" in await editor.get("/desk/content/changes")
