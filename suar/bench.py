"""`suar bench`: measures speed beside stock Rasa, and writes what it found."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

from rich.console import Console

from suar import environment, paths, training
from suar.problem import Problem


def bench(runs: int, turns: bool, out: Path | None, report: Path | None, console: Console) -> None:
    """Measure; print the report, write the figures to `out`, report and chart into a folder.

    Raises:
        Problem: the benchmarks are not here: only a checkout of the repository has them.
    """
    if not (paths.ROOT / "benchmarks").is_dir():
        raise Problem("The benchmarks are in the repository: run this in a checkout of it.")
    environment.prepare_rasa()
    if training.is_needed():
        training.train(console)
    figures = importlib.import_module("benchmarks.bench").measure(runs, turns)
    reporting = importlib.import_module("benchmarks.report")
    if out:
        out.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if report:
        report.mkdir(parents=True, exist_ok=True)
        (report / "bench.md").write_text(reporting.markdown(figures) + "\n", encoding="utf-8")
        (report / "bench.svg").write_text(reporting.chart(figures), encoding="utf-8")
    print(reporting.markdown(figures))
