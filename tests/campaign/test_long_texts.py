"""No text, however long and however made, keeps our regular expressions busy.

Each case is a hundred thousand characters, made so that an expression with nested repetition would
need time with their square or worse: minutes to centuries. The limit is there to end such a run.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from campaign import filling, keywords, places
from campaign.keywords import fold
from channels import logs, render, segments
from channels.understanding import as_text
from desk.studio.views import MAX_TEXT

LONG = 100_000

HOSTILE = {
    "one letter": "a" * LONG,
    "one sign": "!" * LONG,
    "signs between letters": "a" + "!" * LONG + "a",
    "blanks between letters": "a" + " " * LONG + "a",
    "blanks of many kinds": "a" + " \u00a0\u2003\u3000\n\t" * (LONG // 6) + "a",
    "words and signs": "a! " * (LONG // 3),
    "a sentence without end": "a." * (LONG // 2),
    "sentence ends without blanks": "." * LONG,
    "open brackets": "(" * LONG,
    "words in an open bracket": "(" + "a " * (LONG // 2),
    "brackets in brackets": "(a" * (LONG // 2),
    "digits": "1" * LONG,
    "digits far apart": ("1" + " " * 50) * (LONG // 51),
    "a digit and blanks": "1" + " " * LONG,
    "open placeholders": "{" * LONG,
    "a placeholder without end": "{call:" + "a|" * (LONG // 2),
    "slashes": "/ " * (LONG // 2),
    "marks without letter": "\u0301" * LONG,
    "one endless cluster": "👩\u200d" * (LONG // 2),
    "flags": "🇦" * LONG,
    "line ends": "\r\n" * (LONG // 2),
    "what grows when it is folded": "\ufdfa" * (LONG // 18),
    "turned directions": "\u202e\u2066" * (LONG // 2),
    "Burmese": "\u1000\u1039" * (LONG // 2),
    "NUL": "\x00" * LONG,
}


WORK: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "keywords.find": lambda text: keywords.find({}, text),
    "places.country": lambda text: places.countries({}, ["en"]).only_one_in(text),
    "filling.fill": lambda text: filling.fill(text, {"call": str, "figure": str}, {}),
    "filling.isolate": lambda text: filling.isolate(text, right_to_left=True),
    "logs": lambda text: logs.strike_out_numbers(None, "info", {"event": "x", "text": text}),
    "sentence end": lambda text: list(render._SENTENCE_END.finditer(text)),
    # Replies and what staff write; the desk takes no longer ones.
    "segments.count": lambda text: segments.count(text[:MAX_TEXT]),
    "as_text": as_text,
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_done_with(text: str) -> None:
    for work in WORK.values():
        work(text)
