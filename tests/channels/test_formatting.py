"""WhatsApp shows *x*, _x_, ~x~ and `x` in other shapes, and knows no escape: our texts have none.

https://faq.whatsapp.com/539178204879377
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import regex

from campaign import content
from campaign.content import Reader

ROOT = Path(__file__).parents[2]
CONTENT = content.load(ROOT, drafts=True)
SHAPED = regex.compile(r"(?<![\p{L}\p{N}])([*_~`])(?=\S)[^\n]*?(?<=\S)\1(?![\p{L}\p{N}])")


def test_the_pattern_finds_what_whatsapp_shapes() -> None:
    assert SHAPED.search("call *now* please")
    assert not SHAPED.search("2 * 3 * 4, snake_case_name, https://x.example/a_b_c")


@pytest.mark.parametrize("locale", CONTENT.languages.locales)
def test_no_text_of_ours_is_shaped_by_accident(locale: str) -> None:
    reader = Reader(locale, "ID", "chat")
    today = date(2026, 11, 28)
    for topic in CONTENT.topics.values():
        assert not SHAPED.search(CONTENT.topic_text(topic, reader, today)), topic.id
        assert not SHAPED.search(CONTENT.title(topic.id, locale)), topic.id
