"""Changes to whole files: topics, countries, questions, numbers, figures, languages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import regex
from aiohttp import web

from campaign import content as contents
from campaign import languages, new_locale, writing, yamlfile
from campaign.errors import ContentError
from campaign.writing import Value
from desk import guard
from desk.guard import ACCOUNTS
from desk.pages import page
from desk.roles import Member
from desk.studio import history, saving
from desk.studio.preview import today
from desk.studio.saving import Faulty
from desk.studio.views import LIVE, ROOT

routes = web.RouteTableDef()

TOPIC_ID = regex.compile(r"[a-z][a-z0-9_]{2,40}")
KINDS = ("faq", "urgent", "service")
HELPLINE_FIELDS = ("name", "dial", "abroad", "hours", "cost", "web", "note")
STATUSES = ("sourced", "unconfirmed", "conflict")
MAX_QUESTIONS = 2_000

Changes = dict[Path, str]


class Wrong(Exception):
    """What was filled in cannot be used; the text says what to do."""


@routes.post("/content/topic/{owner}/checked")
async def checked(request: web.Request) -> web.StreamResponse:
    """Write down that the topic was compared with its sources today."""
    who = guard.editors_only(request)

    def change(path: Path, text: str) -> str:
        mark: dict[str, Value] = {"by": who.name, "on": today()}
        text = writing.set_value(text, ["checked"], mark, path)
        return writing.set_value(text, ["expires"], _in_a_year(), path)

    return await _change_topic(request, "Check {}", change)


@routes.post("/content/topic/{owner}/related")
async def related(request: web.Request) -> web.StreamResponse:
    """Name other topics that are the most useful next."""
    names = str((await request.post()).get("related", "")).replace(",", " ").split()
    known = request.app[LIVE].current.topics
    unknown = [name for name in names if name not in known]
    if unknown:
        raise web.HTTPUnprocessableEntity(text=f"There is no topic {', '.join(unknown)}.")

    def change(path: Path, text: str) -> str:
        return writing.set_list(text, ["related"], names, path)

    return await _change_topic(request, "Relate {}", change)


@routes.post("/content/topic/{owner}/source")
async def source(request: web.Request) -> web.StreamResponse:
    """Add a source."""
    form = await request.post()
    entry = {name: str(form.get(name, "")).strip() for name in ("title", "publisher", "date")}
    entry["url"] = str(form.get("url", "")).strip() or None  # type: ignore[assignment]

    def change(path: Path, text: str) -> str:
        return writing.append_entry(text, ["sources"], entry, path)

    return await _change_topic(request, "Add a source to {}", change)


@routes.post("/content/topic/{owner}/country")
async def country(request: web.Request) -> web.StreamResponse:
    """Begin a text of its own for a country, as a copy of the general one."""
    code = str((await request.post()).get("code", "")).strip().upper()
    topic = request.app[LIVE].current.topics.get(request.match_info["owner"])
    if topic is None or not regex.fullmatch("[A-Z]{2}", code) or code in topic.countries:
        raise web.HTTPUnprocessableEntity(text="Two capital letters, such as TH, not there yet.")

    def change(path: Path, text: str) -> str:
        return writing.add_country(text, code, {"sms": topic.sms, "chat": topic.chat}, path)

    return await _change_topic(request, f"Begin {{}} for {code}", change)


@routes.post("/content/topic/{owner}/questions")
async def questions(request: web.Request) -> web.StreamResponse:
    """Save the example questions of one language."""
    form = await request.post()
    owner, language = request.match_info["owner"], str(form.get("language", ""))
    who, root = guard.member(request), request.app[ROOT]
    spoken = request.app[LIVE].current.languages
    locale = spoken.understood.get(language, language)
    if locale not in spoken.locales or owner not in request.app[LIVE].current.topics:
        raise web.HTTPNotFound(text="There is no such topic or language.")
    if not (who.is_editor or who.may_edit(locale)):
        raise web.HTTPForbidden(text="You may not change this language.")
    path = root / "data" / "nlu" / language / f"{owner}.txt"
    lines = [line.strip() for line in str(form.get("lines", "")).splitlines() if line.strip()]
    if len(lines) > MAX_QUESTIONS:
        raise web.HTTPUnprocessableEntity(text=f"At most {MAX_QUESTIONS} questions a file.")
    text = "".join(f"{writing.clean(line, path)}\n" for line in lines)
    await _save_or_say(
        request, who, lambda: {path: text}, f"Example questions of {owner} ({language})"
    )
    raise web.HTTPSeeOther(f"/desk/content/topic/{owner}#questions")


@routes.get("/content/new-topic")
async def new_topic_page(request: web.Request) -> web.Response:
    """The form."""
    guard.editors_only(request)
    return _new_topic_page(request, {}, None)


@routes.post("/content/new-topic")
async def new_topic(request: web.Request) -> web.StreamResponse:
    """Write a new topic's file and its first example questions."""
    who = guard.editors_only(request)
    form = {name: str(value).strip() for name, value in (await request.post()).items()}
    root, content = request.app[ROOT], request.app[LIVE].current
    try:
        topic_id = form.get("id", "")
        if not TOPIC_ID.fullmatch(topic_id):
            raise Wrong("The id needs small letters, digits and _, such as risk_sea.")
        if topic_id in content.topics:
            raise Wrong(f"There is a topic {topic_id} already.")
        if form.get("section") not in _sections(content) or form.get("kind") not in KINDS:
            raise Wrong("Choose a section and a kind.")
        path = root / "data" / "topics" / f"{topic_id}.yml"
        changes = {path: _topic_file(form, who, path)}
        asked = [line.strip() for line in form.get("questions", "").splitlines() if line.strip()]
        if asked:
            lines = "".join(f"{writing.clean(line, path)}\n" for line in asked)
            changes[root / "data" / "nlu" / languages.SOURCE / f"{topic_id}.txt"] = lines
        await _save(request, who, lambda: changes, f"Add the topic {topic_id}")
    except (Wrong, ContentError) as wrong:
        said = wrong.message if isinstance(wrong, ContentError) else str(wrong)
        return _new_topic_page(request, form, said, 422)
    except Faulty as faulty:
        return _new_topic_page(request, form, faulty.findings[0].message, 422)
    raise web.HTTPSeeOther(f"/desk/content/topic/{topic_id}")


@routes.get("/content/numbers")
async def numbers(request: web.Request) -> web.Response:
    """All numbers to call, what is sent and what is not."""
    return page(
        request,
        "numbers.html",
        helplines=request.app[LIVE].current.helplines,
        today=today(),
        statuses=STATUSES,
        fields=HELPLINE_FIELDS,
        said=request.query.get("said"),
    )


@routes.post("/content/numbers/{helpline}")
async def number(request: web.Request) -> web.StreamResponse:
    """Change one number to call."""
    who = guard.editors_only(request)
    form = {name: str(value).strip() for name, value in (await request.post()).items()}
    helplines = request.app[LIVE].current.helplines
    ids = [one.id for one in helplines]
    if request.match_info["helpline"] not in ids or form.get("status") not in STATUSES:
        raise web.HTTPNotFound(text="There is no such number.")
    index = ids.index(request.match_info["helpline"])
    path = request.app[ROOT] / "data" / "helplines.yml"
    values: dict[str, Any] = {name: form.get(name) or None for name in HELPLINE_FIELDS}
    values["status"] = form["status"]
    if form.get("called"):
        values["checked"] = {"by": who.name, "on": today()}
        values["expires"] = _in_a_year()
    await _set_entry(request, who, path, index, values, f"Number {ids[index]}")
    raise web.HTTPSeeOther(f"/desk/content/numbers?said={ids[index]}#{ids[index]}")


@routes.get("/content/figures")
async def figures(request: web.Request) -> web.Response:
    """All figures that texts name."""
    root = request.app[ROOT]
    files = {
        path.stem: yamlfile.read(path, "figures")
        for path in sorted((root / "data" / "figures").glob("*.yml"))
    }
    return page(request, "figures.html", files=files, said=request.query.get("said"))


@routes.post("/content/figures/{file}/{figure}")
async def figure(request: web.Request) -> web.StreamResponse:
    """Change one figure."""
    who = guard.editors_only(request)
    form = {name: str(value).strip() for name, value in (await request.post()).items()}
    folder = request.app[ROOT] / "data" / "figures"
    path = next(
        (one for one in folder.glob("*.yml") if one.stem == request.match_info["file"]), None
    )
    ids = [one["id"] for one in yamlfile.read(path, "figures")] if path else []
    if path is None or request.match_info["figure"] not in ids:
        raise web.HTTPNotFound(text="There is no such figure.")
    index = ids.index(request.match_info["figure"])
    try:
        value = float(form.get("value", "").replace(",", ""))
        values: dict[str, Any] = {
            "value": int(value) if value.is_integer() else value,
            "checked": {"by": who.name, "on": today()},
            "expires": _in_a_year(),
        }
        if form.get("as_of"):
            values["as_of"] = date.fromisoformat(form["as_of"])
    except ValueError:
        raise web.HTTPUnprocessableEntity(text="A number and a date are wanted.") from None
    await _set_entry(request, who, path, index, values, f"Figure {ids[index]}")
    raise web.HTTPSeeOther(f"/desk/content/figures?said={ids[index]}#{ids[index]}")


@routes.get("/content/languages")
async def languages_page(request: web.Request) -> web.Response:
    """The languages, and the form for a new one."""
    content = request.app[LIVE].current
    return page(request, "languages.html", languages=content.languages, form={}, said=None)


@routes.post("/content/languages")
async def new_language(request: web.Request) -> web.StreamResponse:
    """Add a language: its line in `languages.yml` and its empty catalogue."""
    who = guard.editors_only(request)
    form = {name: str(value).strip() for name, value in (await request.post()).items()}
    content = request.app[LIVE].current
    name = form.get("id", "")

    def changed() -> Changes:
        return new_locale.changes(name, content.languages, request.app[ROOT])

    try:
        try:
            changed()
        except ContentError as error:
            raise Wrong(error.message) from None
        await _save_or_say(request, who, changed, f"Add the language {name}")
    except Wrong as wrong:
        return page(
            request, "languages.html", 422, languages=content.languages, form=form, said=str(wrong)
        )
    raise web.HTTPSeeOther("/desk/content/languages")


def _topic_file(form: dict[str, str], who: Member, path: Path) -> str:
    """A new topic's file."""
    lines = [f"{name}: {form[name]}" for name in ("id", "section", "kind")]
    text = "\n".join([*lines, "related: []", "expires: 2000-01-01", ""])
    for name in ("title", "ask", "sms", "chat"):
        if form.get(name):
            text = writing.set_value(text, [name], form[name], path)
    if form.get("source_title"):
        entry: dict[str, Value] = {
            "title": form["source_title"],
            "publisher": form.get("source_publisher", ""),
            "date": form.get("source_date", "") or "undated",
            "url": form.get("source_url") or None,
        }
        text = writing.append_entry(text, ["sources"], entry, path)
    text = writing.set_value(text, ["checked"], {"by": who.name, "on": today()}, path)
    text = writing.set_value(text, ["expires"], _in_a_year(), path)
    yamlfile.check(yamlfile.parse(text, path), "topic", path)
    return text


def _new_topic_page(
    request: web.Request, form: dict[str, str], said: str | None, status: int = 200
) -> web.Response:
    sections = _sections(request.app[LIVE].current)
    return page(
        request, "new_topic.html", status, form=form, said=said, sections=sections, kinds=KINDS
    )


def _sections(content: contents.Content) -> list[str]:
    return sorted({topic.section for topic in content.topics.values()})


def _in_a_year() -> date:
    day = today()
    return day.replace(year=day.year + 1, day=min(day.day, 28))


async def _change_topic(
    request: web.Request, message: str, change: Callable[[Path, str], str]
) -> web.StreamResponse:
    who = guard.editors_only(request)
    owner = request.match_info["owner"]
    if owner not in request.app[LIVE].current.topics:
        raise web.HTTPNotFound(text="There is no such topic.")
    path = request.app[ROOT] / "data" / "topics" / f"{owner}.yml"

    def changed() -> Changes:
        return {path: change(path, path.read_text(encoding="utf-8"))}

    await _save_or_say(request, who, changed, message.format(owner))
    raise web.HTTPSeeOther(f"/desk/content/topic/{owner}#about")


async def _set_entry(
    request: web.Request, who: Member, path: Path, index: int, values: dict[str, Any], what: str
) -> None:
    """Change fields of one entry of a list, if they differ."""

    def changed() -> Changes:
        text = path.read_text(encoding="utf-8")
        entry = yamlfile.plain(yamlfile.parse(text, path))[index]
        for name, value in values.items():
            if entry.get(name) != value:
                text = writing.set_value(text, [index, name], value, path)
        return {path: text}

    await _save_or_say(request, who, changed, what)


async def _save_or_say(
    request: web.Request, who: Member, changed: Callable[[], Changes], message: str
) -> None:
    try:
        await _save(request, who, changed, message)
    except ContentError as error:
        raise web.HTTPUnprocessableEntity(text=f"Not saved: {error.message}") from None
    except Faulty as faulty:
        said = faulty.findings[0].message
        raise web.HTTPUnprocessableEntity(text=f"Not saved: {said}") from None


async def _save(
    request: web.Request, who: Member, changed: Callable[[], Changes], message: str
) -> None:
    """Work out the change, write it, make it live, commit it, note it in the audit trail."""
    live, root = request.app[LIVE], request.app[ROOT]

    def write() -> None:
        with saving.editing(root):
            changes = changed()
            saving.write_all(live, changes)
            if history.is_repository(root):
                history.commit(root, list(changes), who.name, message)

    await asyncio.to_thread(write)
    await request.app[ACCOUNTS].record(who, "changed", message)
