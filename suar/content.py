"""`suar content`: catalogues, exchange with translators, how far each language is."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from campaign import content, extraction
from campaign.exchange import po, xliff, xlsx
from campaign.exchange.rows import WHICH, Refused, Sheet, sheet, take
from campaign.languages import SOURCE
from campaign.strings import source_strings
from desk.studio import matrix, strings
from suar import paths
from suar.figures import OUT, rebuild
from suar.problem import Problem

IOM = "IOM, CC BY-IGO"
FORMATS = ("po", "xliff", "xlsx")
MARKS = {"reviewed": "✓", "draft": "d", "outdated": "!", "missing": "·", "written": "✎"}

app = typer.Typer(help="Work on the content files.", no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--content", help="Holds data/ and locales/.")]


@app.command()
def update(folder: Folder = paths.ROOT) -> None:
    """Bring every catalogue in line with the English texts; translations are kept."""
    for locale, missing in extraction.update(content.load(folder), folder).items():
        typer.echo(f"{locale}: {missing} texts without translation")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    locale: Annotated[str, typer.Option(help="The language, such as ur.")],
    format: Annotated[str, typer.Option("--format", help="po, xliff or xlsx.")] = "",
    only: Annotated[str, typer.Option(help="all, missing or draft.")] = "all",
    folder: Folder = paths.ROOT,
) -> None:
    """Write the texts of a language for a translator."""
    form = _format(format, out)
    loaded = content.load(folder)
    if locale not in loaded.languages.locales or locale == SOURCE or only not in WHICH:
        known = ", ".join(one for one in loaded.languages.locales if one != SOURCE)
        raise Problem(f"--locale is one of {known}; --only is one of {', '.join(WHICH)}.")
    rows = sheet(loaded, source_strings(folder), locale, only)
    right_to_left = loaded.languages.locales[locale].right_to_left
    try:
        written = xlsx.write(rows, right_to_left) if form == "xlsx" else _WRITERS[form](rows)
    except Refused as refused:
        raise Problem(str(refused)) from None
    out.write_bytes(written)
    typer.echo(f"{len(rows.rows)} texts written to {out}.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="What the translator sent back.")],
    locale: Annotated[str, typer.Option(help="The language, if the file does not say it.")] = "",
    format: Annotated[str, typer.Option("--format", help="po, xliff or xlsx.")] = "",
    folder: Folder = paths.ROOT,
) -> None:
    """Take in translations; nothing is written if a single one has a fault."""
    form = _format(format, file)
    try:
        given = _READERS[form](file.read_bytes())
        changed = take(content.load(folder), folder, Sheet(locale or given.locale, given.rows))
    except OSError as error:
        raise Problem(f"{file}: {error.strerror}") from None
    except Refused as refused:
        counted = f"{len(refused.faults)} faults, so nothing was taken in:"
        raise Problem("\n".join([counted, *refused.faults])) from None
    typer.echo(f"{changed} texts changed.")


@app.command()
def figures(
    csv: Annotated[Path, typer.Argument(help="IOM's CSV, from missingmigrants.iom.int.")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day up to which it counts.")
    ] = None,
    publisher: Annotated[str, typer.Option(help="As it stands in the source.")] = IOM,
    folder: Folder = paths.ROOT,
) -> None:
    """Rebuild the totals of dead and missing by year, route and cause."""
    number = rebuild(csv, folder, as_of.date() if as_of else None, publisher)
    typer.echo(f"{number} figures written to {OUT}.")


@app.command()
def status(
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    folder: Folder = paths.ROOT,
) -> None:
    """Show languages by topics: reviewed, draft, outdated or missing."""
    loaded = content.load(folder)
    rows = matrix.rows(loaded, [])
    if format == "json":
        typer.echo(json.dumps({row.owner: row.states for row in rows}, ensure_ascii=False))
        return
    locales = [one for one in loaded.languages.locales if one != SOURCE]
    table = Table("topic", *locales, title="✓ reviewed  d draft  ! English has changed  · missing")
    for row in rows:
        table.add_row(row.owner, *(MARKS[row.states[locale]] for locale in locales))
    table.add_section()
    for state in (strings.REVIEWED, strings.DRAFT, strings.OUTDATED, strings.MISSING):
        counts = [_count(loaded, locale, state) for locale in locales]
        table.add_row(f"{state} texts", *map(str, counts))
    Console().print(table)


def _count(loaded: content.Content, locale: str, state: str) -> int:
    return sum(1 for one in strings.all_of(loaded, locale).values() if one.state == state)


def _format(form: str, path: Path) -> str:
    suffix = path.suffix.lstrip(".").replace("xlf", "xliff")
    if (form or suffix) not in FORMATS:
        raise Problem(f"--format is one of {', '.join(FORMATS)}.")
    return form or suffix


_WRITERS = {"po": po.write, "xliff": xliff.write}
_READERS = {"po": po.read, "xliff": xliff.read, "xlsx": xlsx.read}
