"""Content that follows its files: an edit is live without restart, a broken edit is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from campaign import content
from campaign.errors import ContentError

WATCH_SECONDS = 0.5
PATTERNS = ("data/*.yml", "data/topics/*.yml", "data/figures/*.yml", "locales/*/LC_MESSAGES/*.po")

Stamp = frozenset[tuple[str, int, int]]


class LiveContent:
    """The last good content below a folder.

    Args:
        root: holds `data/` and `locales/`.
        drafts: whether unreviewed translations are served.

    Raises:
        ContentError: the content is broken at the very start, when there is no last good one.
    """

    def __init__(self, root: Path, drafts: bool = True) -> None:
        self._root = root
        self._drafts = drafts
        self._stamp = self._read_stamp()
        self.current = content.load(root, drafts)
        self.fault: ContentError | None = None

    def refresh(self) -> bool:
        """Load again if a file has changed. Returns whether one had.

        A fault keeps the last good content and stands in `fault` until it is mended.
        """
        stamp = self._read_stamp()
        if stamp == self._stamp:
            return False
        try:
            self.current = content.load(self._root, self._drafts)
            self.fault = None
        except ContentError as fault:
            self.fault = fault
        self._stamp = stamp
        return True

    async def watch(self, changed: Callable[[ContentError | None], None]) -> None:
        """Refresh for ever, off the event loop; tell `changed` of each change and its fault."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if await asyncio.to_thread(self.refresh):
                changed(self.fault)

    def _read_stamp(self) -> Stamp:
        found = set()
        for pattern in PATTERNS:
            for path in self._root.glob(pattern):
                try:
                    status = path.stat()
                except FileNotFoundError:  # an editor that saves by renaming
                    continue
                found.add((str(path), status.st_mtime_ns, status.st_size))
        return frozenset(found)
