"""A long SMS goes in parts that make sense, three segments at most; nothing of it is lost."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from channels import parts
from channels.ledger.tables import contacts
from channels.messages import Part
from channels.segments import count
from channels.sms import UNASKED, dress, in_parts
from channels.understanding import Choice, Reply
from tests.channels.house import House

MORE = "For more, reply 1."
SENTENCES = {
    "en": "The boat was far too small for so many people. ",
    "vi": "Hãy hỏi người nhà trước khi bạn trả tiền. ",
    "th": "ตรวจชื่อบริษัทก่อนจ่ายเงิน ",
    "km": "កុំឲ្យលិខិតឆ្លងដែនមុន។ ",
    "my": "ပတ်စပို့ အရင် မပေးပါနဲ့။ ",
    "zh_Hans": "不要先交出护照。",
    "hi": "पहले पासपोर्ट मत दीजिए। ",
    "ur": "پہلے پاسپورٹ نہ دیں۔ ",
    "fa": "گذرنامه را اول ندهید! ",
    "ar": "هل تعرف هذا الرجل؟ ",
    "ta": "முதலில் கடவுச்சீட்டைக் கொடுக்காதீர்கள். ",
}
_MARK = regex.compile(r"\n?\(\d+/\d+\)( For more, reply 1\.)?$")


def cut(text: str, longest: int) -> list[str]:
    return parts.split(text, *2 * [lambda one: len(one) <= longest])


def said(found: tuple[Part, ...]) -> str:
    return " ".join(_MARK.sub("", part.text) for part in found)


@pytest.mark.parametrize("locale", SENTENCES)
def test_a_part_ends_where_a_sentence_of_its_script_does(locale: str) -> None:
    sentence = SENTENCES[locale]
    found = in_parts(Reply(sentence * 40, locale), "", MORE)
    assert len(found) > 1
    for part in found:
        assert _MARK.sub("", part.text).endswith(sentence.strip())
        assert count(part.text).segments <= UNASKED


def test_parts_are_numbered_in_the_readers_digits_and_all_but_the_last_offer_more() -> None:
    found = in_parts(Reply(SENTENCES["my"] * 16, "my"), "", "၁ ပို့ပါ")
    assert [part.text.split("\n")[-1] for part in found] == [
        "(၁/၃) ၁ ပို့ပါ", "(၂/၃) ၁ ပို့ပါ", "(၃/၃)",
    ]  # fmt: skip


def test_no_cut_goes_through_a_telephone_number_a_link_or_an_isolated_run() -> None:
    whole = ["+62 21 555 66 77", "help.unhcr.org/indonesia", "\u2068call 110 now\u2069", "8.692"]
    text = " and ".join(whole)
    for longest in range(24, len(text)):
        found = cut(text, longest)
        for one in whole:
            assert sum(one in part for part in found) == 1, (longest, found)


def test_a_line_that_ends_in_a_colon_is_not_left_without_what_follows() -> None:
    assert cut("Take with you:\npassport, contract, visa", 30)[0] != "Take with you:"


@given(
    st.lists(
        st.sampled_from(
            [
                "ab",
                "é",
                "ё",
                "1",
                "2",
                ".",
                "!",
                "။",
                "។",
                "。",
                "؟",
                "၊",
                "က္က",
                "န်",
                "👩\u200d👩\u200d👧",
                "\n",
                "สวัสดี",
                "\u2068x 1\u2069",
                "a.bc",
            ]
        ),
        max_size=120,
    ),
    st.integers(15, 60),
)
def test_joined_parts_have_every_word(pieces: list[str], longest: int) -> None:
    text = " ".join(pieces).strip()
    found = cut(text, longest)
    assert "".join(found).split() == "".join(found).split()
    assert regex.sub(r"\s", "", "".join(found)) == regex.sub(r"\s", "", text)
    graphemes = regex.findall(r"\X", text)
    assert [one for part in found for one in regex.findall(r"\X", part) if not one.isspace()] == [
        one for one in graphemes if not one.isspace()
    ]
    assert all(len(part) <= longest for part in found)
    assert all(part.count("\u2068") == part.count("\u2069") for part in found)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(sorted(SENTENCES)), min_size=1, max_size=40),
    st.lists(st.text("abc dé က", min_size=1, max_size=60), max_size=9),
)
def test_nobody_is_sent_more_than_three_segments_at_once(
    languages: list[str], titles: list[str]
) -> None:
    choices = tuple(Choice(f"t{number}", title) for number, title in enumerate(titles))
    reply = Reply("".join(SENTENCES[one] for one in languages), "en", choices=choices)
    found = in_parts(reply, "Reply with a number:", MORE)
    assert all(count(part.text).segments <= UNASKED for part in found)
    assert [part.choices for part in found[:-1]] == [()] * (len(found) - 1)
    assert found[-1].choices == tuple(one.topic for one in choices)
    words = regex.sub(r"\s", "", said(found))
    for language in languages:
        assert regex.sub(r"\s", "", dress(SENTENCES[language])) in words or "…" in words


def test_a_list_that_is_too_long_keeps_its_first_choices_with_their_numbers() -> None:
    choices = tuple(Choice(str(number), "လှေနဲ့ သွားရင် ရှိတဲ့ အန္တရာယ်") for number in range(9))
    (only,) = in_parts(Reply("ဘာလဲ။", "my", choices=choices), "ရွေးပါ:", MORE)
    lines = only.text.split("\n")
    assert [line.split()[0] for line in lines[2:]] == [str(n) for n in range(1, len(lines) - 1)]
    assert 3 <= len(lines) - 2 < 9
    assert len(only.choices) == 9


def test_no_message_offers_both_a_list_and_more() -> None:
    choices = tuple(Choice(str(number), f"Topic {number}") for number in range(6))
    found = in_parts(Reply(SENTENCES["vi"] * 14, "vi", choices=choices), "Reply:", MORE)
    assert len(found) > 1
    for part in found:
        assert (MORE in part.text) != ("1 Topic 0" in part.text)
    assert "1 Topic 0" in found[-1].text


def test_an_urgent_answer_is_sent_whole_with_all_its_choices() -> None:
    choices = tuple(Choice(str(number), SENTENCES["vi"]) for number in range(3))
    reply = Reply(SENTENCES["vi"] * 8, "vi", choices=choices)
    assert len(in_parts(reply, "Reply:", MORE)) > 1
    (only,) = in_parts(reply, "Reply:", MORE, urgent=True)
    assert count(only.text).segments > UNASKED
    assert only.text.endswith(f"3 {SENTENCES['vi']}".strip())


@pytest.mark.parametrize(
    ("text", "dressed"),
    [
        ("See help.unhcr.org. Then call.", "See\nhelp.unhcr.org\nThen call."),
        ("Find it at a-b.gov.ph/x-y and go", "Find it at\na-b.gov.ph/x-y\nand go"),
        ("انظر \u2068help.unhcr.org\u2069.", "انظر\n\u2068help.unhcr.org\u2069"),
        ("https://a.org/?b=1, or ask", "https://a.org/?b=1\nor ask"),
        ("စစ်ပါ: a.gov.in ။ အလုပ်", "စစ်ပါ:\na.gov.in\nအလုပ်"),
        ("Pay 2.000 only. No. 3 is it.", "Pay 2.000 only. No. 3 is it."),
        ("Mail (a.org) or x@a.org", "Mail (a.org) or x@a.org"),
    ],
)
def test_a_link_stands_on_a_line_of_its_own_without_a_full_stop(text: str, dressed: str) -> None:
    assert dress(text) == dressed


def long_answer(house: House, sentences: int = 9) -> None:
    house.rasa.locale = "en"
    house.rasa.text = "Một câu trả lời dài cho câu hỏi này của bạn. " * sentences


async def test_one_asks_for_the_next_part_and_rasa_is_not_asked_again(house: House) -> None:
    long_answer(house)
    await house.text("question", "SM1")
    (first,) = await house.until_sent(1)
    assert "(1/3)" in first["body"]
    await house.text("١", "SM2")
    await house.text("More!", "SM3")
    sent = await house.until_sent(3)
    assert ["(2/3)" in sent[1]["body"], sent[2]["body"].endswith("(3/3)")] == [True, True]
    bodies = [_MARK.sub("", regex.sub(r"\(\d/\d\).*$", "", one["body"]).strip()) for one in sent]
    assert " ".join(bodies).split() == house.rasa.text.split()
    assert len(house.rasa.asked) == 1
    (row,) = await house.rows(contacts)
    assert row.rest is None
    await house.text("1", "SM4")
    assert (await house.until_sent(4))[3]["body"] == "Reply no_more."


async def test_any_other_message_lets_the_rest_go(small_house: House) -> None:
    long_answer(small_house)
    await small_house.text("question", "SM1")
    await small_house.until_sent(1)
    small_house.rasa.text = None
    await small_house.text("another", "SM2")
    assert (await small_house.until_sent(2))[1]["body"] == "You said: another"
    (row,) = await small_house.rows(contacts)
    assert row.rest is None


async def test_the_list_of_a_long_answer_counts_once_it_is_shown(small_house: House) -> None:
    small_house.rasa.choices = ["risk_sea", "out_of_scope"]
    await small_house.text("menu", "SM1")
    await small_house.until_sent(1)
    small_house.rasa.choices = ["out_of_scope", "risk_sea"]
    long_answer(small_house, 6)
    await small_house.text("question", "SM2")
    await small_house.until_sent(2)
    (row,) = await small_house.rows(contacts)
    assert row.choices == ["", "out_of_scope"]  # the older list, but its 1 means more now
    await small_house.text("1", "SM3")
    last = (await small_house.until_sent(3))[2]["body"]
    assert last.endswith("1 out_of_scope\n2 risk_sea")
    (row,) = await small_house.rows(contacts)
    assert row.choices == ["out_of_scope", "risk_sea"]
    await small_house.text("1", "SM4")
    await small_house.until_sent(4)
    assert small_house.rasa.asked[-1]["message"] == "1"


async def test_what_is_not_sent_yet_is_stored_sealed(small_house: House) -> None:
    long_answer(small_house)
    await small_house.text("question", "SM1")
    await small_house.until_sent(1)
    (row,) = await small_house.rows(contacts)
    assert row.rest
    assert "dài".encode() not in row.rest
