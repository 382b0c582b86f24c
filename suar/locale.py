"""`suar locale`: a new language, made ready to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from campaign import content, new_locale
from campaign.errors import ContentError
from campaign.writing import replace_file
from desk.studio.saving import editing
from suar import paths
from suar.problem import Problem

app = typer.Typer(help="Add a language.", no_args_is_help=True)

CHECKLIST = """\
{english} ({name}) is added. What is left to do, in this order:

 1. data/languages.yml        countries: where its readers' numbers come from; aliases: what people
                              call the language, also in their neighbours' scripts.
 2. data/keywords.yml         the words for stop, start and help, and the menu's words.
 3. {catalogue}
                              the texts: the replies first, then the urgent topics, then the rest.
                              suar content export {name}.xlsx --locale {name} makes a table of them.
 4. {lexicon}
                              words for each meaning. Each filled line helps by itself.
 5. data/nlu/{name}/TOPIC.txt   example questions, one a line: twenty or more a topic.
 6. suar train                the new language is understood from then on.
 7. suar lint                 names what is missing or wrong.
 8. tests/questions/{name}.tsv  forty questions or more that are never trained on;
                              suar evaluate tests/questions/{name}.tsv measures with them.
 9. A native speaker reads the answers, then: suar content review.
More: docs/translators.md."""


@app.callback()
def languages() -> None:
    """Add a language."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The language's CLDR id: lo, ms, fa_AF.")],
    folder: Annotated[
        Path, typer.Option("--content", help="Holds data/ and locales/.")
    ] = paths.ROOT,
) -> None:
    """Make a language's files, and print what is left to do."""
    known = content.load(folder).languages
    try:
        with editing(folder):
            made = new_locale.changes(name, known, folder)
            for path, text in made.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                replace_file(path, text)
    except ContentError as error:
        raise Problem(f"{name}: {error.message}") from None
    questions = folder / "data" / "nlu" / name
    questions.mkdir(parents=True, exist_ok=True)
    console = Console()
    for path in made:
        console.print(f"written: {path.relative_to(folder)}", style="green")
    checklist = CHECKLIST.format(
        name=name,
        english=content.load(folder).languages.locales[name].english,
        catalogue=f"locales/{name}/LC_MESSAGES/content.po",
        lexicon=f"data/lexicon/{name}.txt",
    )
    console.print(checklist, markup=False, highlight=False, soft_wrap=True)
