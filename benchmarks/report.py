"""The figures of `suar bench` as Markdown, and a chart of the throughput as SVG."""

from __future__ import annotations

from html import escape
from typing import Any

GOALS = {
    "throughput_ratio_50ms": ("messages a second, Suar : stock, Twilio at 50 ms", "≥ 10"),
    "throughput_ratio_0ms": ("the same with Twilio at 0 ms", "≥ 8"),
    "flat_turn_ratio": ("processor time of turn 10,000 : turn 10 of one phone", "≤ 1.2"),
    "memory_ratio": ("memory of all processes, Suar : stock", "≤ 0.7"),
    "p95_ms_at_20_per_s": ("p95 from webhook to the call of Twilio at 20 a second, ms", "≤ 150"),
    "cpu_to_floor": ("processor time a message, whole service : floor", "≤ 3"),
}
BARS = {"Suar": "#0b6e4f", "stock Rasa": "#9a9a9a"}
WIDTH, BAR, GAP = 640, 22, 8


def markdown(figures: dict[str, Any]) -> str:
    """Ratios beside their goals, then both systems side by side."""
    lines = ["| | goal | measured, median (least to most) |", "|---|---|---|"]
    for key, (name, goal) in GOALS.items():
        if one := figures.get(key):
            lines.append(f"| {name} | {goal} | {_spread(one)} |")
    lines += ["", "| | Suar | stock Rasa |", "|---|---|---|"]
    ours, theirs = figures["suar"], figures["stock"]
    for key, name in (
        ("per_second_0ms", "messages a second, Twilio at 0 ms"),
        ("per_second_50ms", "messages a second, Twilio at 50 ms"),
        ("cpu_ms", "processor time a message, ms"),
        ("p50_ms", "p50 at 20 a second, ms"),
        ("p95_ms", "p95 at 20 a second, ms"),
        ("p99_ms", "p99 at 20 a second, ms"),
        ("memory_mb", "memory of all processes, MB"),
        ("start_seconds", "start-up, s"),
        ("lost", "messages never answered, in all loads"),
    ):
        lines.append(f"| {name} | {_median(ours[key])} | {_median(theirs[key])} |")
    for name, seconds in figures["training_seconds"].items():
        lines += [f"\nTraining, {name}: {seconds:.0f} s."] if seconds else []
    if turns := figures.get("turns"):
        lines += [
            "",
            "| turn of one phone | processor time a turn, ms | memory, MB |",
            "|---|---|---|",
        ]
        lines += [
            f"| {one['turn']:,} | {one['cpu_ms']:.1f} | {one['memory_mb']:.0f} |" for one in turns
        ]
    return "\n".join(lines)


def chart(figures: dict[str, Any]) -> str:
    """Messages a second of both, by Twilio's latency."""
    rows = [
        (f"{name}, Twilio at {latency} ms", _middle(figures[key][f"per_second_{latency}ms"]), name)
        for latency in (0, 50)
        for key, name in (("suar", "Suar"), ("stock", "stock Rasa"))
    ]
    most = max(value for _, value, _ in rows)
    height = len(rows) * (BAR + GAP) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="13" role="img"><title>Messages a second</title>'
        f'<text x="0" y="16" font-weight="bold">Messages a second</text>'
    ]
    for place, (label, value, name) in enumerate(rows):
        top = 30 + place * (BAR + GAP)
        length = 380 * value / most
        parts.append(
            f'<text x="0" y="{top + 16}">{escape(label)}</text>'
            f'<rect x="190" y="{top}" width="{length:.0f}" height="{BAR}" fill="{BARS[name]}"/>'
            f'<text x="{196 + length:.0f}" y="{top + 16}">{value:.0f}</text>'
        )
    return "".join(parts) + "</svg>\n"


def _spread(one: dict[str, float]) -> str:
    if one["runs"] == 1:
        return f"{one['median']:.2f}"
    return f"{one['median']:.2f} ({one['min']:.2f} to {one['max']:.2f})"


def _median(values: Any) -> str:
    return f"{_middle(values):.0f}"


def _middle(values: Any) -> float:
    return sorted(values)[len(values) // 2] if isinstance(values, list) else float(values)
