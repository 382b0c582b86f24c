"""Shows the marks: a table in the terminal, a page with charts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.table import Table

from suar.evaluation import marks
from suar.evaluation.marks import Line

MOST_CONFUSIONS = 25
MOST_MISSED = 100

# What the service is held to, in shares: at least, or at most.
AT_LEAST = {
    "right_first": 0.90,
    "right_in_three": 0.97,
    "out_of_scope_not_answered": 0.90,
    "urgent_as_urgent": 0.97,
    "language_right": 0.98,
}
AT_MOST = {"declined_in_scope": 0.04, "answered_wrong": 0.03}


def summary(lines: Sequence[Line], urgent: Collection[str]) -> dict[str, dict[str, Any]]:
    """The shares over `all` lines, their `mean` over languages, then a language each."""
    by_language = {
        language: marks.summarise(some, urgent)
        for language, some in marks.grouped(lines, "language").items()
    }
    everything = marks.summarise(lines, urgent)
    return {"all": everything, "mean": _mean(everything, list(by_language.values())), **by_language}


def _mean(everything: dict[str, Any], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Every language counts the same, however many lines it has."""
    found = dict(everything)
    for key in everything:
        values = [row[key] for row in rows if isinstance(row[key], float)]
        if values:
            found[key] = sum(values) / len(values)
    return found


def table(shares: dict[str, dict[str, Any]]) -> Table:
    """A row a language: there are more languages than a terminal has columns."""
    found = Table(
        title="Understanding, in percent", title_justify="left", show_edge=False, padding=(0, 1)
    )
    found.add_column("")
    for key in shares["all"]:
        found.add_column(key.replace("_", " "), justify="right")
    for language, row in shares.items():
        found.add_row(language, *(cell(value).removesuffix(" %") for value in row.values()))
    return found


def page(lines: Sequence[Line], urgent: Collection[str], about: str) -> str:
    """An HTML page that needs nothing else: shares, charts, confusions, what was missed.

    Args:
        lines: the questions with what was found.
        urgent: the ids of urgent topics.
        about: which questions these are and who judged them.
    """
    bands = marks.calibration(lines)
    wrong = [line for line in lines if marks.is_wrong(line)]
    missed = [
        line
        for line in lines
        if line["topic_id"] in urgent and not marks.is_met_as_urgent(line, urgent)
    ]
    accepted = [
        line
        for line in lines
        if line["topic_id"] == marks.OUT_OF_SCOPE and line["found"]["decision"] == marks.ANSWER
    ]
    by_topic = marks.grouped(lines, "topic_id")
    return (
        _environment()
        .get_template("report.html")
        .render(
            about=about,
            made=datetime.now(UTC).date().isoformat(),
            shares=summary(lines, urgent),
            topics={topic: marks.summarise(some, urgent) for topic, some in by_topic.items()},
            urgent=urgent,
            confusions=marks.confusions(lines)[:MOST_CONFUSIONS],
            bands=bands,
            calibration_error=marks.calibration_error(bands),
            lists={
                "Answered, and wrong": wrong[:MOST_MISSED],
                "Danger that was not seen": missed[:MOST_MISSED],
                "Not ours, and answered all the same": accepted[:MOST_MISSED],
            },
        )
    )


def cell(value: float | int | None) -> str:
    """A share in percent, a count as it is."""
    if value is None:
        return "-"
    return f"{100 * value:.1f} %" if isinstance(value, float) else str(value)


def meets(key: str, value: float | None) -> bool | None:
    """Whether a share is as good as its goal; None where there is no goal or no share."""
    if value is None or key not in AT_LEAST | AT_MOST:
        return None
    return value >= AT_LEAST[key] if key in AT_LEAST else value <= AT_MOST[key]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = cell
    environment.filters["words"] = lambda name: str(name).replace("_", " ")
    environment.filters["best"] = lambda line: (marks.best(line) or ["-"])[0]
    environment.globals.update(meets=meets, at_least=AT_LEAST, at_most=AT_MOST)
    return environment
