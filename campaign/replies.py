"""The service's own sentences, and the topics of its menu."""

from __future__ import annotations

from pathlib import Path

from campaign import yamlfile
from campaign.errors import ContentError

# What the gateway and the actions say by name; a file without one of them is refused.
NEEDED = (
    "choices_heading",
    "country_changed",
    "deleted",
    "empty",
    "expired_topic",
    "help",
    "hidden",
    "holding",
    "language_changed",
    "language_missing",
    "language_unknown",
    "list_button",
    "local_emergency_number",
    "media",
    "more",
    "no_more",
    "notice",
    "number_without_menu",
    "picture_deaths_alt",
    "picture_deaths_partial",
    "picture_deaths_title",
    "place_kept_not",
    "slow_down",
    "sorry",
    "started",
    "stopped",
    "unsure",
    "unsure_urgent",
    "web_exit",
    "web_exit_note",
    "web_failed",
    "web_language",
    "web_new",
    "web_offline",
    "web_over",
    "web_question",
    "web_refresh",
    "web_send",
    "web_title",
    "web_us",
    "web_waiting",
    "web_welcome",
    "web_you",
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
