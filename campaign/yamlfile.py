"""Reads a YAML file, checks it against its schema, and names the line of each fault."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from campaign.errors import ContentError

SCHEMAS = Path(__file__).parent / "schemas"
MAX_BYTES = 1_000_000  # a content file is a few kilobytes; more is a mistake


def read(path: Path, schema: str) -> Any:
    """Read a file and check it against `campaign/schemas/<schema>.json`.

    Returns:
        Plain lists, dicts, strings, numbers and dates; shared between calls: do not change them.

    Raises:
        ContentError: with the line of the first fault.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise ContentError(path, 0, f"the file cannot be read: {error.strerror}") from error
    return _read(path, schema, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=1024)  # so that a changed file costs one file, not all
def _read(path: Path, schema: str, _changed: int, size: int) -> Any:
    if size > MAX_BYTES:
        raise ContentError(path, 0, f"the file is larger than {MAX_BYTES:,} bytes")
    return check(parse(_read_text(path), path), schema, path)


def line(path: Path, keys: Iterable[str | int]) -> int:
    """The line (from 1) of an element of a file, or of its nearest parent; 0 if it is no YAML."""
    try:
        return line_of(_marked(_read_text(path), path), keys)
    except ContentError:
        return 0


@functools.lru_cache(maxsize=4)  # a lint asks for many lines of one file
def _marked(text: str, path: Path) -> Any:
    return parse(text, path)


def line_of(marked: Any, keys: Iterable[str | int]) -> int:
    """The line (from 1) of the element that `keys` lead to, or of its nearest parent."""
    line = 1
    for key in keys:
        if isinstance(marked, (CommentedMap, CommentedSeq)):
            try:
                position = marked.lc.key(key) if isinstance(marked, CommentedMap) else None
                position = position or marked.lc.item(key)
                line = int(position[0]) + 1
            except (KeyError, TypeError, AttributeError):
                return line
        try:
            marked = marked[key]
        except (KeyError, IndexError, TypeError):
            return line
    return line


def parse(text: str, path: Path) -> Any:
    """Read YAML with the place of each element; `path` is named in errors only.

    Raises:
        ContentError: it is not YAML.
    """
    try:
        return YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ContentError(
            path, mark.line + 1 if mark else 0, f"not YAML: {error.problem}"
        ) from error
    except (YAMLError, ValueError) as error:
        raise ContentError(path, 0, f"not YAML: {error}") from error


def check(marked: Any, schema: str, path: Path) -> Any:
    """Check what `parse` gave against `campaign/schemas/<schema>.json`; returns it plain.

    Raises:
        ContentError: with the line of the first fault.
    """
    fault = jsonschema.exceptions.best_match(_validator(schema).iter_errors(_jsonable(marked)))
    if fault:
        raise ContentError(path, line_of(marked, fault.absolute_path), _plain_words(fault))
    return plain(marked)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(path, 0, f"the file is not UTF-8 text ({error.reason})") from error
    except OSError as error:
        raise ContentError(path, 0, f"the file cannot be read: {error.strerror}") from error


@functools.cache
def _validator(schema: str) -> Any:
    document = json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(document, format_checker=jsonschema.FormatChecker())


def _plain_words(fault: jsonschema.ValidationError) -> str:
    where = ".".join(str(key) for key in fault.absolute_path)
    message = fault.message if len(fault.message) <= 200 else fault.message[:200] + "…"
    hint = fault.schema.get("description") if isinstance(fault.schema, dict) else None
    return (f"{where}: " if where else "") + message + (f" ({hint})" if hint else "")


def plain(value: Any) -> Any:
    """Plain lists and dicts of what `parse` gave."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return str(value).strip()
    return value


def _jsonable(value: Any) -> Any:
    """JSON Schema knows no dates: they are checked as ISO text."""
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
