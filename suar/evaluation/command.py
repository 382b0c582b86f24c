"""`suar evaluate`: asks, marks and reports."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from campaign import topics
from suar import environment
from suar.evaluation import asking, report

HELD_OUT = "The shipped questions, each judged by a model and by bands that were made without it."


def evaluate(
    questions: Path, cross_validate: bool, out: Path | None, html: Path | None, console: Console
) -> None:
    """Print a table by language; write every line to `out` and a page with charts to `html`.

    Args:
        questions: a file or folder of questions; not used in a cross-validation.
        cross_validate: judge the shipped questions by models that have not seen them.
        out: where to write JSON, or None.
        html: where to write the page, or None.
        console: for progress and the table.

    Raises:
        Problem: the questions cannot be read, or Rasa cannot be asked.
    """
    if cross_validate:
        lines, about = asking.cross_validate(console), HELD_OUT
    else:
        lines = asking.read(questions)
        asking.ask(lines, console)
        about = f"{len(lines)} questions of {questions.name}, asked of the model as it is."
    content = environment.settings().content
    urgent = {one.id for one in topics.load_all(content / "data" / "topics").values() if one.urgent}
    shares = report.summary(lines, urgent)
    if out:
        found = {"lines": lines, "summary": shares}
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    if html:
        html.write_text(report.page(lines, urgent, about), encoding="utf-8")
    console.print(report.table(shares))
