"""Saves a text: nobody's work is overwritten, and nothing broken goes live."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from campaign import writing
from campaign.catalogues import FILE
from campaign.content import check_text
from campaign.errors import ContentError
from campaign.languages import SOURCE
from campaign.lint import ERROR, Finding
from campaign.live import LiveContent
from desk.roles import Member
from desk.studio import checks, history, strings
from desk.studio.preview import today
from desk.studio.strings import REPLIES, TOPICS, String

_one_at_a_time = threading.Lock()


class Conflict(Exception):
    """Somebody else has changed the text since. `now` is how it stands."""

    def __init__(self, now: String) -> None:
        super().__init__("changed by somebody else")
        self.now = now


class Faulty(Exception):
    """The text has faults and was not saved."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("the text has faults")
        self.findings = findings


@dataclass(frozen=True)
class Saved:
    """What was saved. `committed` is false where the folder is no repository."""

    string: String
    warnings: list[Finding]
    committed: bool


@dataclass(frozen=True)
class Edit:
    """What somebody wants to save. `version` is what they started from."""

    key: str
    locale: str
    text: str
    version: str
    reviewed: bool = False


def save(live: LiveContent, root: Path, member: Member, edit: Edit) -> Saved:
    """Check, write, make live, and commit one text.

    Raises:
        Conflict: the text has changed since the editor saw it.
        Faulty: the lint finds errors, or the file could not be read afterwards.
        ContentError: the text cannot be written at all.
    """
    with editing(root):
        live.refresh()
        content = live.current
        before = strings.all_of(content, edit.locale).get(edit.key)
        if before is None:
            raise ContentError(root, 0, f"there is no text {edit.key}")
        if before.version != edit.version:
            raise Conflict(before)
        path = file_of(root, edit.key, edit.locale)
        text = writing.clean(edit.text, path)
        check_text(text, content, path)
        changed = strings.with_text(content, edit.key, edit.locale, text)
        findings = checks.of_text(changed, root, edit.key, edit.locale)
        if any(one.level == ERROR for one in findings):
            raise Faulty(findings)
        reviewed = f"{member.name} {today()}" if edit.reviewed else None
        _write(live, path, edit.key, edit.locale, text, before.source, reviewed)
        committed = _commit(root, path, member, edit)
        return Saved(strings.all_of(live.current, edit.locale)[edit.key], findings, committed)


@contextlib.contextmanager
def editing(root: Path) -> Iterator[None]:
    """One edit at a time, in this process and in every other gateway on these files."""
    with _one_at_a_time:
        folder = os.open(root / "data", os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def file_of(root: Path, key: str, locale: str) -> Path:
    """The file in which a text stands."""
    if locale != SOURCE:
        return root / "locales" / locale / FILE
    group, name = key.split("/", 1)
    if group == TOPICS:
        return root / "data" / "topics" / f"{name.partition('.')[0]}.yml"
    return root / "data" / f"{group}.yml"


def write_all(live: LiveContent, changed: dict[Path, str]) -> None:
    """Write files and make them live, or leave everything as it was.

    Raises:
        Faulty: the content could not be loaded with them; the old files are back.
    """
    before = {path: path.read_text(encoding="utf-8") if path.exists() else None for path in changed}
    for path, text in changed.items():
        writing.replace_file(path, text)
    live.refresh()
    if live.fault is None:
        return
    fault = live.fault
    for path, old in before.items():
        if old is None:
            path.unlink()
        else:
            writing.replace_file(path, old)
    live.refresh()
    raise Faulty([Finding(ERROR, "format", fault.path, fault.line, fault.message, "mend it")])


def _write(
    live: LiveContent, path: Path, key: str, locale: str, text: str, source: str,
    reviewed: str | None,
) -> None:  # fmt: skip
    if locale != SOURCE:
        write_all(
            live, {path: writing.with_translations(path, locale, [(key, source, text, reviewed)])}
        )
        return
    group, name = key.split("/", 1)
    keys = (name, "text") if group == REPLIES else tuple(name.split(".")[1:])
    old = path.read_text(encoding="utf-8")
    write_all(live, {path: writing.set_value(old, keys, text, path)})


def _commit(root: Path, path: Path, member: Member, edit: Edit) -> bool:
    if not history.is_repository(root):
        return False
    done = "Review" if edit.reviewed else "Correct"
    return history.commit(root, [path], member.name, f"{done} {edit.key} ({edit.locale})")
