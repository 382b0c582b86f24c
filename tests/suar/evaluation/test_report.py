"""The page shows what the marks say."""

from __future__ import annotations

import re

from suar.evaluation import report
from tests.suar.evaluation.lines import line


def test_the_page_shows_languages_topics_confusions_and_what_was_missed() -> None:
    lines = [
        line("sea", "answer", "sea"),
        line("danger", "answer", "job", text="they lock the door"),
        line("out_of_scope", "answer", "job", text="who won the match"),
    ]
    page = report.page(lines, {"danger"}, "Three questions.")
    assert "Three questions." in page
    assert "danger (urgent)" in page
    wrong, danger, accepted = (part for part in page.split("<h2>")[5:8])
    assert "they lock the door" in wrong
    assert "who won the match" in wrong
    assert "they lock the door" in danger
    assert "who won the match" not in danger
    assert "who won the match" in accepted


def test_every_language_counts_the_same_in_the_mean() -> None:
    lines = [line("sea", "answer", "sea") for _ in range(3)]
    lines.append({**line("sea", "answer", "job"), "language": "id"})
    shares = report.summary(lines, set())
    assert list(shares) == ["all", "mean", "en", "id"]
    assert (shares["all"]["right_first"], shares["mean"]["right_first"]) == (0.75, 0.5)
    assert shares["mean"]["lines"] == 4


def test_what_people_wrote_is_text_on_the_page() -> None:
    page = report.page([line("sea", "answer", "job", text="<script>x</script>")], set(), "")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_share_that_misses_its_goal_is_marked() -> None:
    assert report.meets("right_first", 0.89) is False
    assert report.meets("right_first", 0.9) is True
    assert report.meets("answered_wrong", 0.031) is False
    assert report.meets("answered", 0.1) is None
    assert report.meets("urgent_as_urgent", None) is None


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = report.page([line("sea", "answer", "sea")], set(), "")
    assert not re.search(r"(src|href)=|url\(|@import", page)
