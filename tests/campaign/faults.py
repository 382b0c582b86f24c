"""What a content file's fault says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from campaign.errors import ContentError


def fault_of(read: Callable[[Path], object], path: Path) -> ContentError:
    """The fault that reading a file raises; it must name the file."""
    with pytest.raises(ContentError) as raised:
        read(path)
    assert raised.value.path == path
    assert str(raised.value).startswith(f"{path}:{raised.value.line}: ")
    return raised.value
