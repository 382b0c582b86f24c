"""The page's static files: named by what is in them, so that browsers keep them for a year."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

from aiohttp import web

from channels.web.guard import PATH

HERE = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"


class Files:
    """The files, compressed once."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        self._urls: dict[str, str] = {}
        for path in sorted(HERE.iterdir()):
            body = path.read_bytes()
            name = f"{path.stem}.{sha256(body).hexdigest()[:12]}{path.suffix}"
            self._bodies[name] = body
            self._urls[path.name] = f"{PATH}/static/{name}"
        self._compressed = {
            name: gzip.compress(body, mtime=0) for name, body in self._bodies.items()
        }

    def url(self, name: str) -> str:
        """The address of a file."""
        return self._urls[name]

    async def serve(self, request: web.Request) -> web.Response:
        """One file."""
        name = request.match_info["name"]
        if name not in self._bodies:
            raise web.HTTPNotFound(text="There is no such file.")
        headers = {
            "Cache-Control": FOR_EVER,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        body = self._bodies[name]
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = self._compressed[name], "gzip"
        return web.Response(
            body=body, content_type=TYPES[Path(name).suffix], charset="utf-8", headers=headers
        )
