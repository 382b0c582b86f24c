"""`suar`: starts, trains, asks, checks, counts and evaluates."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from campaign.errors import ContentError
from channels.vault import new_secret
from suar import ask as asking
from suar import bench as benching
from suar import content, environment, paths, training, whatsapp
from suar import costs as costing
from suar import desk as staff
from suar import errors as failing
from suar import lint as linting
from suar import locale as locales
from suar import segments as counting
from suar import telegram as telegram_bot
from suar import up as starting
from suar.evaluation import command as evaluation
from suar.problem import Problem

app = typer.Typer(
    name="suar",
    help="Answers questions on the risks of people smuggling and on safe migration, over SMS and "
    "chat, in the language of whoever writes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(stderr=True)


@app.command()
def up() -> None:
    """Start the whole service and keep it running. Ctrl-C stops it."""
    starting.up(console)


@app.command()
def train(
    force: Annotated[bool, typer.Option("--force", help="Train even if nothing changed.")] = False,
) -> None:
    """Train the model if questions, topics or the pipeline have changed."""
    environment.prepare_rasa()
    if not force and not training.is_needed():
        console.print("The model is up to date. Train all the same: suar train --force")
        return
    seconds = training.train(console)
    megabytes = paths.MODEL.stat().st_size / 1e6
    console.print(f"Trained in {seconds:.0f} s; the model has {megabytes:.1f} MB.")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a person might write.")],
    channel: Annotated[str, typer.Option(help="sms, whatsapp, messenger, telegram …")] = "sms",
    sender: Annotated[
        str, typer.Option("--from", help="The number that writes: it gives the country.")
    ] = "",
) -> None:
    """Answer one question here in the terminal, as the service would."""
    asking.ask(question, channel, sender, console)


@app.command()
def lint(
    format: Annotated[
        str, typer.Option("--format", help="text, json, or github (annotations).")
    ] = "text",
    folder: Annotated[
        Path, typer.Option("--content", help="Holds data/ and locales/.")
    ] = paths.ROOT,
) -> None:
    """Check the content; exit 1 if there is an error."""
    if not linting.lint(folder, format):
        raise typer.Exit(1)


app.add_typer(content.app, name="content")
app.add_typer(locales.app, name="locale")
app.add_typer(whatsapp.app, name="whatsapp")
app.add_typer(telegram_bot.app, name="telegram")
desk_commands = typer.Typer(help="The staff's pages at /desk.", no_args_is_help=True)
app.add_typer(desk_commands, name="desk")


@desk_commands.command()
def invite(
    role: Annotated[str, typer.Option(help="viewer, translator, editor or admin.")] = "admin",
    languages: Annotated[
        list[str] | None, typer.Option("--language", help="Of a translator; may be repeated.")
    ] = None,
) -> None:
    """Print a one-time link with which somebody makes an account; it holds for a day."""
    typer.echo(staff.invite(role, tuple(languages or ())))


@app.command()
def segments() -> None:
    """Count SMS segments: one JSON string a line in, encoding, segments and units a line out."""
    counting.run(sys.stdin, sys.stdout)


@app.command()
def costs(
    days: Annotated[int, typer.Option(help="How many days, today included.", min=1)] = 30,
    json: Annotated[Path | None, typer.Option("--json", help="Write every line.")] = None,
) -> None:
    """What was sent by day, channel and country, and what it cost by SUAR_SMS_PRICE."""
    costing.costs(days, json)


@app.command()
def errors() -> None:
    """Print the providers' errors, what Suar does about each, and what staff can do."""
    typer.echo(failing.table())


@app.command()
def bench(
    runs: Annotated[int, typer.Option(help="How often each load is repeated.", min=1)] = 3,
    turns: Annotated[
        bool, typer.Option(help="Talk ten thousand turns from one phone, too.")
    ] = True,
    json: Annotated[Path | None, typer.Option("--json", help="Write all figures.")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="A folder for the report and its chart.")
    ] = None,
) -> None:
    """Measure speed beside stock Rasa; stock Rasa is trained first, once, for a quarter hour."""
    benching.bench(runs, turns, json, report, console)


@app.command()
def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(help="A file, or a folder of .tsv: topic_id, language, text; no header."),
    ] = paths.ROOT / "tests" / "questions",
    json: Annotated[Path | None, typer.Option("--json", help="Write every line's result.")] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with charts and what was missed.")
    ] = None,
    cross_validate: Annotated[
        bool,
        typer.Option(help="Judge the shipped questions instead, by models that did not see them."),
    ] = False,
) -> None:
    """Measure how well questions are understood."""
    evaluation.evaluate(questions, cross_validate, json, html, console)


@app.command()
def secret() -> None:
    """Print a fresh SUAR_SECRET_KEY. Keep it: without it stored numbers cannot be read."""
    typer.echo(new_secret())


def main() -> None:
    """Run a command; what the user can mend is said in one line."""
    try:
        app()
    except (Problem, ContentError) as problem:
        said = f"suar: {problem}"  # it may quote a file: [/x] is no mark-up there
        console.print(said, style="bold red", highlight=False, soft_wrap=True, markup=False)
        sys.exit(1)
