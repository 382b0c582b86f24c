"""TensorFlow is not loaded: Rasa imports it for components that our pipeline does not use.

Rasa's recipe names all of its components, and so imports DIET, TED and ConveRT, whose modules take
TensorFlow's classes as bases and its functions as decorators. That costs each Rasa 350 MB and half
of its imports. In place of TensorFlow stand modules whose every attribute is a class that can be
inherited from, called, and used as a decorator. A model with a component that does use TensorFlow
cannot be served so; `config.yml` has none.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from importlib import metadata
from types import ModuleType
from typing import Any

from bot.lean import RASA_VERSION

REPLACED = ("tensorflow", "keras", "tensorflow_text", "tensorflow_hub")


class _Kind(type):
    """Makes any attribute of such a class such a class again."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _kind(name)

    def __or__(cls, other: Any) -> Any:
        return Any


def _kind(name: str) -> _Kind:
    return _Kind(name, (_Nothing,), {})


class _Nothing(metaclass=_Kind):
    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __call__(self, decorated: Any, *_: Any, **__: Any) -> Any:
        return decorated

    def __class_getitem__(cls, _: Any) -> Any:
        return cls


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _kind(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in REPLACED:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it."""


def install() -> bool:
    """Put the replacement in place; before anything of Rasa's is imported.

    Returns:
        False, and nothing done, under another release of Rasa than the one that was read.
    """
    if metadata.version("rasa") != RASA_VERSION:
        return False
    sys.meta_path.insert(0, _Finder())
    return True
