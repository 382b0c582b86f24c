"""The studio's pages on texts: overview, one topic, search, findings, what has changed."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from campaign import places, questions
from campaign.content import Content, Reader, check_text
from campaign.errors import ContentError
from campaign.keywords import fold
from campaign.languages import SOURCE
from campaign.lint import Finding
from campaign.live import LiveContent
from desk import guard
from desk.guard import ACCOUNTS
from desk.pages import page
from desk.studio import checks, history, matrix, preview, saving, strings
from desk.studio.checks import Checks
from desk.studio.preview import Bubble
from desk.studio.saving import Conflict, Edit, Faulty
from desk.studio.strings import HELPLINES, REPLIES, String

LIVE = web.AppKey("live", LiveContent)
ROOT = web.AppKey("root", Path)
CHECKS = web.AppKey("checks", Checks)
PRICE = web.AppKey("price", float)

MAX_TEXT = 12_000  # characters that a form may send
FOUND_MOST = 100
CHANGED_SINCE = timedelta(days=14)

routes = web.RouteTableDef()


@routes.get("")
async def to_content(_: web.Request) -> web.Response:
    """The desk opens with the content."""
    raise web.HTTPSeeOther("/desk/content")


@routes.get("/content")
async def overview(request: web.Request) -> web.Response:
    """Every topic and language, and how far it is."""
    content = request.app[LIVE].current
    findings = await request.app[CHECKS].findings()
    rows = await asyncio.to_thread(matrix.rows, content, findings)
    return page(
        request,
        "overview.html",
        rows=rows,
        languages=content.languages,
        source=SOURCE,
        fault=request.app[LIVE].fault,
        totals=[sum(1 for one in findings if one.level == level) for level in ("error", "warning")],
    )


@routes.get("/content/topic/{owner}")
async def topic(request: web.Request) -> web.Response:
    """One topic in one language, as on a phone, with its English beside it."""
    return await _topic_page(request)


@routes.post("/content/save")
async def save(request: web.Request) -> web.StreamResponse:
    """Save one text."""
    form = await request.post()
    edit = _edit(form)
    who = guard.member(request)
    if not who.may_edit(edit.locale):
        raise web.HTTPForbidden(text="You may not change this language. Ask an administrator.")
    request.match_info["owner"] = matrix.owner_of(edit.key)
    live, root = request.app[LIVE], request.app[ROOT]
    try:
        saved = await asyncio.to_thread(saving.save, live, root, who, edit)
    except Conflict as conflict:
        return await _topic_page(request, 409, edit=edit, conflict=conflict.now)
    except Faulty as faulty:
        return await _topic_page(request, 422, edit=edit, refused=faulty.findings)
    except ContentError as error:
        fault = Finding("error", "format", error.path, error.line, error.message, "correct it")
        return await _topic_page(request, 422, edit=edit, refused=[fault])
    await request.app[ACCOUNTS].record(who, "saved", f"{edit.key} ({edit.locale})")
    return await _topic_page(request, edit=None, saved=saved)


@routes.post("/content/preview")
async def show(request: web.Request) -> web.Response:
    """What the phone would show, and what the lint would say, for a text not yet saved."""
    form = await request.post()
    edit = _edit(form)
    content = request.app[LIVE].current
    if edit.key not in strings.all_of(content, SOURCE):
        raise web.HTTPNotFound(text="There is no such text.")
    country = str(form.get("country", "")) or None
    channel = _channel(str(form.get("channel", "")))
    bubble, findings = await asyncio.to_thread(_tried, request.app, content, edit, country, channel)
    return web.json_response(
        {
            "bubble": asdict(bubble),
            "findings": [
                {"level": one.level, "message": one.message, "advice": one.advice}
                for one in findings
            ],
        }
    )


@routes.get("/content/search")
async def search(request: web.Request) -> web.Response:
    """Finds words in every text of every language."""
    content = request.app[LIVE].current
    wanted = request.query.get("q", "").strip()[:200]
    found = await asyncio.to_thread(_search, content, wanted) if wanted else []
    return page(
        request, "search.html", q=wanted, found=found[:FOUND_MOST], more=len(found) > FOUND_MOST
    )


@routes.get("/content/findings")
async def findings(request: web.Request) -> web.Response:
    """All that the lint has found."""
    found = await request.app[CHECKS].findings()
    root = request.app[ROOT]
    rows = [(one, _relative(one.path, root), _where(one)) for one in found]
    return page(request, "findings.html", rows=rows)


@routes.get("/content/changes")
async def changes(request: web.Request) -> web.Response:
    """What has changed since a day."""
    try:
        since = date.fromisoformat(request.query.get("since", ""))
    except ValueError:
        since = preview.today() - CHANGED_SINCE
    root = request.app[ROOT]
    known = await asyncio.to_thread(history.is_repository, root)
    found = await asyncio.to_thread(history.changes, root, since) if known else []
    return page(request, "changes.html", since=since, changes=found, known=known)


async def _topic_page(
    request: web.Request,
    status: int = 200,
    edit: Edit | None = None,
    conflict: String | None = None,
    refused: list[Finding] | None = None,
    saved: saving.Saved | None = None,
) -> web.Response:
    content = request.app[LIVE].current
    owner = request.match_info["owner"]
    form = await request.post() if request.method == "POST" else request.query
    locale = str(form.get("locale", SOURCE))
    if locale not in content.languages.locales or not _known(content, owner):
        raise web.HTTPNotFound(text="There is no such topic or language.")
    country = str(form.get("country", "")) or None
    channel = _channel(str(form.get("channel", "")))
    texts = [one for one in strings.all_of(content, locale).values() if one.owner == owner]
    found = [one for one in await request.app[CHECKS].findings() if one.key]
    chosen = str(form.get("key", "")) or _first_key(texts, channel, country)
    tried = _with_edit(request.app, content, edit)
    return page(
        request,
        "topic.html",
        status,
        owner=owner,
        topic=content.topics.get(owner),
        title=matrix.title(content, owner),
        texts=texts,
        locale=content.languages.locales[locale],
        locales=content.languages.locales,
        source=SOURCE,
        country=country,
        countries=_countries(content, owner),
        own=set(content.topics[owner].countries) if owner in content.topics else set(),
        channel=channel,
        channels=preview.CHANNELS,
        chosen=chosen,
        picture_alt=_picture_alt(content, owner, locale),
        bubble=_bubble(request.app, tried, owner, chosen, locale, country, channel),
        findings={
            one.key: [f for f in found if f.key == one.key and _is_of(f, locale)] for one in texts
        },
        may_edit=guard.member(request).may_edit(locale) and owner != HELPLINES,
        edit=edit,
        conflict=conflict,
        refused=refused,
        saved=saved,
        asked=_questions(request.app[ROOT], owner),
        today=preview.today(),
    )


def _picture_alt(content: Content, owner: str, locale: str) -> str:
    topic = content.topics.get(owner)
    if topic is None or topic.picture is None:
        return ""
    return content.reply(f"picture_{topic.picture}_alt", Reader(locale), preview.today())


def _tried(
    app: web.Application, content: Content, edit: Edit, country: str | None, channel: str
) -> tuple[Bubble, list[Finding]]:
    """The bubble and findings as they would be; a broken reference is a finding too."""
    try:
        check_text(edit.text, content, app[ROOT])
    except ContentError as error:
        fault = Finding("error", "format", error.path, 0, error.message, "correct it", edit.key)
        return Bubble(edit.text), [fault]
    changed = strings.with_text(content, edit.key, edit.locale, edit.text)
    owner = matrix.owner_of(edit.key)
    bubble = _bubble(app, changed, owner, edit.key, edit.locale, country, channel)
    return bubble, checks.of_text(changed, app[ROOT], edit.key, edit.locale)


def _bubble(
    app: web.Application,
    content: Content,
    owner: str,
    key: str,
    locale: str,
    country: str | None,
    channel: str,
) -> Bubble:
    price = app[PRICE]
    if owner in content.topics:
        return preview.of_topic(content, owner, locale, country, channel, price)
    if owner == REPLIES:
        return preview.of_reply(content, key.split("/", 1)[1], locale, country, channel, price)
    return Bubble(strings.all_of(content, locale)[key].text)


def _with_edit(app: web.Application, content: Content, edit: Edit | None) -> Content:
    """The content with a refused edit in its place, so that the phone shows it."""
    try:
        if edit is not None:
            check_text(edit.text, content, app[ROOT])
    except ContentError:
        edit = None
    if edit is None:
        return strings.with_drafts(content)
    return strings.with_text(content, edit.key, edit.locale, edit.text)


def _edit(form: Any) -> Edit:
    text = str(form.get("text", ""))
    if len(text) > MAX_TEXT:
        raise web.HTTPRequestEntityTooLarge(MAX_TEXT, len(text), text="The text is too long.")
    return Edit(
        key=str(form.get("key", "")),
        locale=str(form.get("locale", SOURCE)),
        text=text,
        version=str(form.get("version", "")),
        reviewed=bool(form.get("reviewed")),
    )


def _channel(name: str) -> str:
    return name if name in preview.CHANNELS else preview.CHANNELS[0]


def _known(content: Content, owner: str) -> bool:
    return owner in content.topics or owner in {REPLIES, HELPLINES}


def _first_key(texts: list[String], channel: str, country: str | None) -> str:
    """The text that the phone shows."""
    form = "sms" if channel == "sms" else "chat"
    wanted = (f"countries.{country}.{form}", form)
    found = {one.name: one.key for one in texts}
    return next((found[name] for name in wanted if name in found), texts[0].key)


def _countries(content: Content, owner: str) -> list[tuple[str, str, bool]]:
    """Code, name, and whether the topic has a text of its own there."""
    topic = content.topics.get(owner)
    own = set(topic.countries) if topic else set()
    codes = own | {one.country for one in content.helplines if len(one.country) == 2}
    named = [(code, places.country_name(code, SOURCE), code in own) for code in codes]
    return sorted(named, key=lambda one: (not one[2], one[1]))


def _questions(root: Path, owner: str) -> list[tuple[str, list[str]]]:
    """The example questions of a topic, by language."""
    return [
        (path.parent.name, [one.text for one in questions.load_file(path)])
        for path in sorted((root / "data" / "nlu").glob(f"*/{owner}.txt"))
    ]


def _search(content: Content, wanted: str) -> list[String]:
    needle = fold(wanted)
    return [
        one
        for locale in content.languages.locales
        for one in strings.all_of(content, locale).values()
        if needle in fold(one.text) or needle in one.key
    ]


def _is_of(finding: Finding, locale: str) -> bool:
    """Whether a finding is on the English file or on this locale's catalogue."""
    parts = finding.path.parts
    in_locale = parts[parts.index("locales") + 1] if "locales" in parts else SOURCE
    return in_locale == locale


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else path.name


def _where(finding: Finding) -> str | None:
    """The page on which a finding can be mended."""
    if not finding.key:
        return None
    parts = finding.path.parts
    locale = parts[parts.index("locales") + 1] if "locales" in parts else SOURCE
    channel = "sms" if finding.key.endswith("sms") else "whatsapp"
    owner = matrix.owner_of(finding.key)
    return f"/desk/content/topic/{owner}?locale={locale}&key={finding.key}&channel={channel}"
