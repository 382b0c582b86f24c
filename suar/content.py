"""`suar content`: catalogues, exchange with translators, how far each language is."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from campaign import catalogues, content, extraction
from campaign import review as reviewing
from campaign.errors import ContentError
from campaign.exchange import po, xliff, xlsx
from campaign.exchange.rows import ALL, MAX_FILE_BYTES, WHICH, Refused, Sheet, sheet
from campaign.exchange.taking import take
from campaign.languages import SOURCE
from campaign.strings import all_strings, source_strings
from channels.segments import count
from desk.studio.saving import editing
from suar import paths, progress
from suar.figures import OUT, rebuild
from suar.problem import Problem

IOM = "IOM, CC BY-IGO"
FORMATS = ("po", "xliff", "xlsx")

app = typer.Typer(help="Work on the content files.", no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--content", help="Holds data/ and locales/.")]


@app.command()
def update(folder: Folder = paths.ROOT) -> None:
    """Bring every catalogue in line with the English texts; translations are kept."""
    with _writing(folder):
        counted = extraction.update(content.load(folder), folder)
    for locale, missing in counted.items():
        typer.echo(f"{locale}: {missing} texts without translation")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    locale: Annotated[str, typer.Option(help="The language, such as ur.")],
    format: Annotated[str, typer.Option("--format", help="po, xliff or xlsx.")] = "",
    only: Annotated[str, typer.Option(help="all, missing or draft.")] = ALL,
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
    try:
        out.write_bytes(written)
    except OSError as error:
        raise Problem(f"{out}: {error.strerror}") from None
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
        given = _READERS[form](_bytes_of(file))
        with _writing(folder):
            loaded = content.load(folder)
            rows = Sheet(_language(loaded, locale, given), given.rows)
            taken = take(loaded, folder, rows, _today(), lambda text: count(text).segments)
    except Refused as refused:
        counted = f"{len(refused.faults)} faults, so nothing was taken in:"
        raise Problem("\n".join([counted, *refused.faults])) from None
    typer.echo(f"{taken.changed} texts changed.")
    if taken.unsure:
        typer.echo(f"{len(taken.unsure)} marked as unsure (fuzzy), not taken in:")
        typer.echo("\n".join(taken.unsure))


@app.command()
def review(
    locale: Annotated[str, typer.Argument(help="The language, such as ur.")],
    keys: Annotated[list[str], typer.Argument(help="The texts, such as topics/risk_sea.sms.")],
    by: Annotated[str, typer.Option("--by", help="Who has compared them with the English.")],
    folder: Folder = paths.ROOT,
) -> None:
    """Mark translations as reviewed today; none of them if one cannot be."""
    with _writing(folder):
        _check_reviewable(content.load(folder), folder, locale, keys)
        path = folder / "locales" / locale / catalogues.FILE
        reviewing.mark_all_reviewed(path, keys, by, _today())
    typer.echo(f"{len(keys)} texts marked as reviewed.")


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
    found = reviewing.progress(content.load(folder))
    if format == "json":
        typer.echo(json.dumps(progress.as_json(found), ensure_ascii=False))
    elif format == "text":
        # In a file or a pipe the table may be as wide as it likes.
        width = None if Console().is_terminal else 50 + 10 * len(found)
        typer.echo(progress.LEGEND)
        Console(width=width).print(progress.table(found))
    else:
        raise Problem(f"--format is {format}; wanted: text, json")


def _check_reviewable(loaded: content.Content, folder: Path, locale: str, keys: list[str]) -> None:
    found = loaded.catalogues.get(locale)
    if found is None:
        raise Problem(f"There is no catalogue of {locale}.")
    sources = all_strings(loaded)
    for key in keys:
        if key in sources and key in found and found[key].source != sources[key]:
            said = f"{key}: the English has changed since: run suar content update, then compare"
            raise ContentError(folder / "locales" / locale / catalogues.FILE, found[key].line, said)


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Nobody saves in the desk meanwhile: one of the two would be lost."""
    if not (folder / "data").is_dir():
        raise Problem(f"{folder} holds no data/.")
    with editing(folder):
        yield


def _today() -> date:
    return datetime.now(UTC).date()


def _bytes_of(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)  # one more than a reader takes
    except OSError as error:
        raise Problem(f"{file}: {error.strerror}") from None


def _language(loaded: content.Content, wanted: str, given: Sheet) -> str:
    """What the file says; --locale where it says nothing that we know."""
    if wanted and wanted != given.locale and given.locale in loaded.languages.locales:
        raise Problem(f"The file is in {given.locale}, and --locale is {wanted}.")
    return wanted or given.locale


def _format(form: str, path: Path) -> str:
    suffix = path.suffix.lstrip(".").replace("xlf", "xliff")
    if (form or suffix) not in FORMATS:
        raise Problem(f"--format is one of {', '.join(FORMATS)}.")
    return form or suffix


_WRITERS = {"po": po.write, "xliff": xliff.write}
_READERS = {"po": po.read, "xliff": xliff.read, "xlsx": xlsx.read}
