"""Renders the desk's pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from desk.guard import FORM_TOKEN, MEMBER

HERE = Path(__file__).parent
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _lang(locale: str) -> str:
    """A CLDR id as HTML names languages (BCP 47): `zh_Hans` → `zh-Hans`."""
    return locale.replace("_", "-")


def _when(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC") if seconds else ""


_templates.filters["when"] = _when
_templates.filters["lang"] = _lang


def page(request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
    """A page as HTML.

    Args:
        request: who asks, for the navigation.
        template: file name in `templates/`.
        status: the HTTP status.
        values: what the template shows; all text is escaped.
    """
    text = _templates.get_template(template).render(
        member=request.get(MEMBER), form_token=request[FORM_TOKEN], path=request.path, **values
    )
    return web.Response(text=text, content_type="text/html", status=status)
