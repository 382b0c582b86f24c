"""What people send with a slash before it: by hand, from the app's menu, by its start button.

https://core.telegram.org/bots/features#commands
"""

from __future__ import annotations

import re
from typing import NamedTuple

# The app's menu: what a command is called, and the topic that it opens. The menu shows the topic's
# title in the app's language. One tap sends a command, so none of these does anything by itself:
# STOP and DELETE have to be typed.
TOPICS = {
    "danger": "emergency_danger",
    "language": "choose_language",
    "about": "about_service_privacy",
    "leave": "opt_out_delete",
}
START = "start"
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)


class Said(NamedTuple):
    """A text without its slash, and the topic that it opens if it stands in the menu."""

    text: str
    topic: str | None = None


def read(text: str) -> Said:
    """A person's text; one that is no command stays as it is.

    What follows /start is the parameter of a deep link, not the person's words, and is dropped.
    """
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return Said(text)
    word, rest = found[1].lower(), (found[2] or "").strip()
    if word == START:
        return Said(START)
    if word in TOPICS and not rest:
        return Said(word, TOPICS[word])
    return Said(f"{word.replace('_', ' ')} {rest}".rstrip())
