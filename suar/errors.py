"""The errors of the providers, and what is done about each, as a table in Markdown."""

from __future__ import annotations

from channels.rules import OWN
from channels.telegram.rules import RULES as TELEGRAM
from channels.twilio.rules import RULES, page


def table() -> str:
    """What stands in `docs/operators.md`, one line an error."""
    lines = ["| code | what has happened | Suar | staff |", "|---|---|---|---|"]
    for code, rule in sorted({**OWN, **TELEGRAM, **RULES}.items()):
        name = f"[{code}]({page(code)})" if code in RULES else str(code)
        again = " *Send again* is offered." if rule.send_again else ""
        lines.append(f"| {name} | {rule.means} | {rule.remedy.value} | {rule.advice}{again} |")
    return "\n".join(lines)
