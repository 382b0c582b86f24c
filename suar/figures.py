"""`suar content figures`: the totals of IOM's Missing Migrants data, as a figures file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from campaign import missing_migrants, writing
from campaign.missing_migrants import Total

HEAD = """\
# Made by `suar content figures` from IOM's data: run it again rather than edit this file.
# IOM, Missing Migrants Project, CC BY-IGO, missingmigrants.iom.int. All are minimum counts.
"""
OUT = Path("data") / "figures" / "missing_migrants.yml"


def rebuild(source: Path, root: Path, as_of: date | None, publisher: str) -> int:
    """Write the figures file anew. Returns how many figures it holds.

    Raises:
        ContentError: the CSV cannot be used.
    """
    totals = missing_migrants.totals(missing_migrants.read(source), as_of)
    today = datetime.now(UTC).date()
    text = HEAD + "\n".join(_figure(one, publisher, today) for one in totals)
    writing.replace_file(root / OUT, text)
    return len(totals)


def _figure(total: Total, publisher: str, today: date) -> str:
    return f"""\
- id: {total.id}
  value: {total.value}
  unit: people
  as_of: {total.as_of}
  text: "{total.text}"
  source:
    title: "Missing Migrants Project"
    publisher: "{publisher}"
    date: "{total.as_of}"
    url: "https://missingmigrants.iom.int"
  checked: {{by: "computed from IOM's records", on: {today}}}
  expires: {today.replace(year=today.year + 1, day=min(today.day, 28))}
"""
