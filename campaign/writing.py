"""Changes one value of a content file and leaves every other line as it was."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import regex
from ruamel.yaml.comments import CommentedMap

from campaign import pofile, yamlfile
from campaign.catalogues import DRAFT, REVIEW_MARK
from campaign.errors import ContentError

WIDTH = 96
FORBIDDEN = regex.compile(r"[[\p{Cc}\p{Cs}\ufeff\ufffe\uffff]--[\n\t]]", regex.V1)

Keys = Sequence[str | int]
Value = str | int | float | date | None
_PLAIN = regex.compile(r"[A-Za-z][A-Za-z0-9 ,.()/'-]*")
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}  # to some YAML readers


def set_value(text: str, keys: Keys, value: Value | Mapping[str, Value], path: Path) -> str:
    """A YAML file's text with one value changed, or added at the end of its mapping.

    Args:
        text: the whole file.
        keys: where the value stands, such as `("countries", "AU", "sms")` or `(3, "dial")`.
        value: what to write; None writes null, a mapping stands on one line.
        path: named in errors only.

    Raises:
        ContentError: the file is not YAML, the place is not there, or the value cannot be written.
    """
    if isinstance(value, str):
        value = clean(value, path)
    marked = yamlfile.parse(text, path)
    parent = _parent(marked, keys, path)
    lines = text.split("\n")
    name = str(keys[-1])
    start, end, column = _place(parent, name, lines)
    changed = "\n".join([*lines[:start], *_block(name, value, column), *lines[end:]])
    _check(changed, marked, keys, value, path)
    return changed


def set_list(text: str, keys: Keys, values: Sequence[str], path: Path) -> str:
    """A YAML file's text with a list of short words set, on one line.

    Raises:
        ContentError: as `set_value`.
    """
    marked = yamlfile.parse(text, path)
    parent = _parent(marked, keys, path)
    lines = text.split("\n")
    start, end, column = _place(parent, str(keys[-1]), lines)
    line = f"{' ' * column}{keys[-1]}: [{', '.join(values)}]"
    changed = "\n".join([*lines[:start], line, *lines[end:]])
    _check(changed, marked, keys, list(values), path)
    return changed


def append_entry(text: str, keys: Keys, entry: Mapping[str, Value], path: Path) -> str:
    """A YAML file's text with one more entry at the end of a list of mappings.

    Raises:
        ContentError: as `set_value`.
    """
    marked = yamlfile.parse(text, path)
    parent = _parent(marked, keys, path)
    name = str(keys[-1])
    lines = text.split("\n")
    start, end, column = _place(parent, name, lines)
    old = list(parent.get(name) or [])
    kept = lines[start:end] if old else [f"{' ' * column}{name}:"]
    first = next((line for line in kept if line.lstrip().startswith("- ")), " " * (column + 2))
    inner = len(first) - len(first.lstrip()) if old else column + 2
    changed = "\n".join([*lines[:start], *kept, *_entry(entry, inner), *lines[end:]])
    _check(changed, marked, keys, [*yamlfile.plain(old), _plain_entry(entry)], path)
    return changed


def add_country(text: str, code: str, forms: Mapping[str, str], path: Path) -> str:
    """A topic file's text with one more country's texts.

    Raises:
        ContentError: as `set_value`.
    """
    marked = yamlfile.parse(text, path)
    lines = text.split("\n")
    start, end, _ = _place(marked, "countries", lines)
    old = dict(marked.get("countries") or {})
    kept = lines[start:end] if old else ["countries:"]
    block = [f"  {code}:"]
    for form, value in forms.items():
        block += _block(form, value, 4)
    changed = "\n".join([*lines[:start], *kept, *block, *lines[end:]])
    _check(changed, marked, ["countries"], {**yamlfile.plain(old), code: dict(forms)}, path)
    return changed


def clean(value: str, path: Path) -> str:
    """A text as it may stand in a file: one kind of line ends, no control characters.

    Raises:
        ContentError: the text holds a character that no reader should get.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if found := FORBIDDEN.search(value):
        raise ContentError(path, 0, f"the character U+{ord(found.group(0)):04X} cannot be written")
    return "\n".join(line.rstrip() for line in value.split("\n"))


def replace_file(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path) as (handle, name):
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(name, path.stat().st_mode & 0o777)
        else:
            os.chmod(name, 0o644)
        os.replace(name, path)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[tuple[int, str]]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".saving-", suffix=".tmp")
    try:
        yield handle, name
    finally:
        Path(name).unlink(missing_ok=True)


def _parent(marked: Any, keys: Keys, path: Path) -> CommentedMap:
    for key in keys[:-1]:
        try:
            marked = marked[key]
        except (KeyError, IndexError, TypeError) as error:
            raise ContentError(path, 0, f"there is no {key} to change") from error
    if not isinstance(marked, CommentedMap) or marked.fa.flow_style():
        raise ContentError(path, 0, "this place cannot be changed line by line")
    return marked


def _end_of_block(lines: list[str], start: int, column: int) -> int:
    """The first line after a value: the next that is not blank and not indented deeper."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        item = indent == column and line.lstrip().startswith("- ")  # a list may stand so far left
        if line.strip() and indent <= column and not item:
            break
        if line.strip():
            end = number + 1
    return end


def _place(parent: CommentedMap, name: str, lines: list[str]) -> tuple[int, int, int]:
    """First line, line after the last, and column of a key; where it would stand if it is new."""
    if name in parent:
        start, column = parent.lc.key(name)
        return start, _end_of_block(lines, start, column), column
    start, column = parent.lc.key(list(parent)[-1])
    end = _end_of_block(lines, start, column)
    return end, end, column


def _entry(entry: Mapping[str, Value], column: int) -> list[str]:
    lines = [line for name, value in entry.items() for line in _block(name, value, column + 2)]
    lines[0] = f"{' ' * column}- {lines[0].lstrip()}"
    return lines


def _plain_entry(entry: Mapping[str, Value]) -> dict[str, Value]:
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in entry.items()
    }


def _block(name: str, value: Value | Mapping[str, Value], column: int) -> list[str]:
    space = " " * column
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key}: {_scalar(item, inside=True)}" for key, item in value.items())
        return [f"{space}{name}: {{{inner}}}"]
    one_line = f"{space}{name}: {_scalar(value)}"
    if not isinstance(value, str):
        return [one_line]
    if "\n" in value:
        return [f"{space}{name}: |", *(f"{space}  {line}".rstrip() for line in value.split("\n"))]
    if len(one_line) <= WIDTH or "  " in value:
        return [one_line]
    width = WIDTH - column - 2
    wrapped = textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
    return [f"{space}{name}: >-", *(f"{space}  {line}" for line in wrapped)]


def _scalar(value: Value, inside: bool = False) -> str:
    if value is None:
        return "null"
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date) else repr(value)
    plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT and not inside
    return value if plain else json.dumps(value, ensure_ascii=False)


def _check(changed: str, before: Any, keys: Keys, value: Any, path: Path) -> None:
    """That the value is the only thing that has changed."""
    after = yamlfile.plain(yamlfile.parse(changed, path))
    wanted = yamlfile.plain(before)
    place = wanted
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = dict(value) if isinstance(value, Mapping) else value
    if after != wanted:
        raise ContentError(path, 0, "the text cannot be written without changing another one")


def with_translations(
    path: Path, locale: str, texts: Sequence[tuple[str, str, str, str | None]]
) -> str:
    """A catalogue's text with some translations changed.

    Args:
        path: the catalogue; it need not exist yet.
        locale: its language.
        texts: key, the English that was translated, the translation, and "NAME YYYY-MM-DD" of
            its review, or None for a draft.
    """
    catalogue = pofile.read(path, locale)
    known = {message.context: message for message in catalogue if message.context}
    for key, source, text, reviewed in texts:
        state = f"{REVIEW_MARK} {reviewed or DRAFT}"
        message = known.get(key)
        if message is None:
            catalogue.add(source, text, context=key, user_comments=[state])
        else:
            message.id, message.string = source, text
            message.user_comments = _with_state(message.user_comments, state)
            message.previous_id = []
            message.flags.discard("fuzzy")
    return pofile.written(catalogue)


def _with_state(comments: list[str], state: str) -> list[str]:
    """The comments with one review mark, in the place of the old one."""
    places = [number for number, one in enumerate(comments) if one.startswith(REVIEW_MARK)]
    remarks = [one for one in comments if not one.startswith(REVIEW_MARK)]
    place = places[0] if places else len(remarks)
    return [*remarks[:place], state, *remarks[place:]]
