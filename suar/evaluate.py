"""Measures understanding on questions that the model was not trained on."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from campaign import topics
from channels.understanding import as_text
from suar import environment, understanding
from suar.problem import Problem

AT_ONCE = 4
OUT_OF_SCOPE = "out_of_scope"

Line = dict[str, Any]


def evaluate(questions: Path, out: Path | None, console: Console) -> None:
    """Ask Rasa every line, print a table by language, and write all of it to `out`."""
    lines = _read(questions)
    settings = environment.settings()

    async def run() -> None:
        async with understanding.running(settings, console) as urls:
            try:
                await _parse_all(lines, urls.rasa, console)
            except aiohttp.ClientError as error:
                raise Problem(f"Rasa stopped answering ({type(error).__name__}).") from None

    asyncio.run(run())
    urgent = {
        topic.id
        for topic in topics.load_all(settings.content / "data" / "topics").values()
        if topic.urgent
    }
    summary = {"all": summarise(lines, urgent)}
    by_language: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_language[line["language"]].append(line)
    summary |= {language: summarise(some, urgent) for language, some in by_language.items()}
    if out:
        report = {"lines": lines, "summary": summary}
        out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    console.print(_table(summary))


def summarise(lines: list[Line], urgent: set[str]) -> dict[str, Any]:
    """Shares of lines, each None where there is no line to share.

    Args:
        lines: each with `topic_id`, `language` and `found`.
        urgent: the ids of urgent topics.
    """
    inside = [line for line in lines if line["topic_id"] != OUT_OF_SCOPE]
    outside = [line for line in lines if line["topic_id"] == OUT_OF_SCOPE]
    answered = [line for line in lines if line["found"]["decision"] == "answer"]
    return {
        "lines": len(lines),
        "right_first": _share(inside, lambda line: _best(line)[:1] == [line["topic_id"]]),
        "right_in_three": _share(inside, lambda line: line["topic_id"] in _best(line)),
        "answered": _share(inside, lambda line: line["found"]["decision"] == "answer"),
        "declined_in_scope": _share(inside, lambda line: line["found"]["decision"] == "decline"),
        "out_of_scope_not_answered": _share(
            outside, lambda line: line["found"]["decision"] != "answer"
        ),
        "answered_wrong": _share(lines, lambda line: line in answered and not _is_right(line)),
        "urgent_as_urgent": _share(
            [line for line in lines if line["topic_id"] in urgent],
            # a choice that an urgent topic leads begins with that topic's text
            lambda line: line["found"]["decision"] != "decline" and _best(line)[0] in urgent,
        ),
        "language_right": _share(
            lines,
            lambda line: line["language"] in (line["found"]["language"], line["found"]["form"]),
        ),
    }


def _read(path: Path) -> list[Line]:
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read: {error}") from None
    lines = []
    for number, row in enumerate(rows, 1):
        parts = row.split("\t")
        if len(parts) != 3:
            raise Problem(f"{path}:{number}: wanted topic_id, language and text, with tabs between")
        topic_id, language, text = parts
        lines.append({"topic_id": topic_id, "language": language, "text": text})
    if not lines:
        raise Problem(f"{path} holds no line")
    return lines


async def _parse_all(lines: list[Line], rasa: str, console: Console) -> None:
    async with aiohttp.ClientSession() as session:
        slots = asyncio.Semaphore(AT_ONCE)
        with Progress(console=console, transient=True) as progress:
            bar = progress.add_task("Asking", total=len(lines))

            async def parse(line: Line) -> None:
                async with (
                    slots,
                    session.post(
                        f"{rasa}/model/parse", json={"text": as_text(line["text"])}
                    ) as answer,
                ):
                    line["found"] = _found(await answer.json())
                progress.advance(bar)

            await asyncio.gather(*(parse(line) for line in lines))


def _found(parsed: dict[str, Any]) -> dict[str, Any]:
    language = parsed.get("language") or {}
    return {
        "language": language.get("locale"),
        "form": language.get("form"),
        "decision": parsed.get("decision"),
        "topics": parsed.get("topics") or [],
    }


def _best(line: Line) -> list[str]:
    return [topic["id"] for topic in line["found"]["topics"][:3]]


def _is_right(line: Line) -> bool:
    return _best(line)[:1] == [line["topic_id"]]


def _share(lines: list[Line], holds: Any) -> float | None:
    return round(sum(map(holds, lines)) / len(lines), 4) if lines else None


def _table(summary: dict[str, dict[str, Any]]) -> Table:
    """A row a language: there are more languages than a terminal has columns."""
    table = Table(title="Understanding", title_justify="left", show_edge=False, padding=(0, 1))
    table.add_column("")
    for key in summary["all"]:
        table.add_column(key.replace("_", " "), justify="right")
    for language, shares in summary.items():
        table.add_row(language, *(_cell(value) for value in shares.values()))
    return table


def _cell(value: float | int | None) -> str:
    if value is None:
        return "-"
    return f"{100 * value:.1f} %" if isinstance(value, float) else str(value)
