"""The service's own sentences, and the topics of its menu."""

from __future__ import annotations

from pathlib import Path

from campaign import yamlfile
from campaign.errors import ContentError

# What the gateway and the actions say by name; a file without one of them is refused.
NEEDED = (
    "choices_heading",
    "country_changed",
    "empty",
    "expired_topic",
    "help",
    "holding",
    "language_changed",
    "language_missing",
    "language_unknown",
    "local_emergency_number",
    "media",
    "number_without_menu",
    "picture_deaths_alt",
    "picture_deaths_partial",
    "picture_deaths_title",
    "sorry",
    "started",
    "stopped",
    "unsure",
    "unsure_urgent",
)


def load(path: Path) -> dict[str, str]:
    """Read `data/replies.yml`: the sentences in English, by id.

    Raises:
        ContentError: the file breaks the format, or a needed sentence is missing.
    """
    replies = {key: entry["text"] for key, entry in yamlfile.read(path, "replies").items()}
    missing = [key for key in NEEDED if key not in replies]
    if missing:
        raise ContentError(path, 1, f"missing: {', '.join(missing)}")
    return replies


def load_menu(path: Path) -> tuple[str, ...]:
    """Read `data/menu.yml`: the ids of the topics that the menu offers, in order."""
    return tuple(yamlfile.read(path, "menu")["topics"])
