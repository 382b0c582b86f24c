"""The lint's findings, kept up to date beside the texts."""

from __future__ import annotations

import asyncio
from pathlib import Path

from campaign.content import Content
from campaign.languages import SOURCE
from campaign.lint import ERROR, Finding, lint, of_topic
from campaign.lint import translations as translation_rules
from campaign.lint.prose import faults as prose_faults
from campaign.lint.voice import faults as voice_faults
from campaign.live import LiveContent
from campaign.strings import all_strings
from channels.segments import count
from desk.studio.preview import today
from desk.studio.strings import TOPICS


def segments(text: str) -> int:
    """How the lint counts."""
    return count(text).segments


class Checks:
    """All findings on the content now live; worked out in the background when it changes.

    Args:
        live: the content.
        root: the folder that holds `data/` and `locales/`.
    """

    def __init__(self, live: LiveContent, root: Path) -> None:
        self._live = live
        self._root = root
        self._of: Content | None = None
        self._findings: list[Finding] = []
        self._working = asyncio.Lock()

    async def findings(self) -> list[Finding]:
        """All findings, errors first."""
        async with self._working:
            content = self._live.current
            if content is not self._of:
                self._findings = await asyncio.to_thread(
                    lint, content, self._root, today(), segments
                )
                self._of = content
        return self._findings


def of_text(content: Content, root: Path, key: str, locale: str) -> list[Finding]:
    """The findings on one text of a content as it would be.

    Args:
        content: with the text in its place (`strings.with_text`).
        root: names the files.
        key: the text's key.
        locale: its language.
    """
    source = all_strings(content)[key]
    if locale != SOURCE:
        return _of_translation(content, root, key, locale, source)
    if key.startswith(f"{TOPICS}/"):
        topic = content.topics[key.split("/", 1)[1].partition(".")[0]]
        return [one for one in of_topic(topic, content, root, today(), segments) if one.key == key]
    path = root / "data" / f"{key.split('/', 1)[0]}.yml"
    found = [*prose_faults(source)]
    found += [
        ("word-forbidden", *one) for one in voice_faults(source, content.voice.get(SOURCE, ()))
    ]
    return [Finding(ERROR, code, path, 0, said, advice, key) for code, said, advice in found]


def _of_translation(
    content: Content, root: Path, key: str, locale: str, source: str
) -> list[Finding]:
    path = root / "locales" / locale
    text = content.catalogues[locale][key].text
    return [
        Finding(level, code, path, 0, message, advice, key)
        for level, code, message, advice in translation_rules.faults(
            key, source, text, locale, content
        )
    ] + [
        one
        for one in translation_rules.lengths(content, locale, path, today(), segments)
        if one.key == key
    ]
