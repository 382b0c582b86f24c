"""The page at /simulator: telephones to type on."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).with_name("page")

_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def routes() -> list[web.RouteDef]:
    """Give the page's paths; all are under /simulator, so that a proxy needs to know only that."""
    return [
        web.get("/simulator", page),
        web.get("/simulator/", page),
        web.get("/simulator/{name}", page),
    ]


async def page(request: web.Request) -> web.Response:
    """Give one of the page's files."""
    name = request.match_info.get("name", "index.html")
    file = FOLDER / name
    if file.parent != FOLDER or file.suffix not in _KINDS or not file.is_file():
        raise web.HTTPNotFound
    return web.Response(
        body=file.read_bytes(), content_type=_KINDS[file.suffix], charset="utf-8", headers=_HEADERS
    )
