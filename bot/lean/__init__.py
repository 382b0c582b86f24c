"""What Rasa does on every turn, done with less work: each module says which part, and why.

Where Rasa lets itself be handed a part (the endpoint of the action server, the tracker store), it
is handed ours. Elsewhere a part of Rasa is replaced, and only in the release that was read:
`install` does nothing under another. docs/performance.md says what each gains.

`no_tensorflow` is put in place by itself: it must come before Rasa is imported.
"""

from __future__ import annotations

RASA_VERSION = "3.6.21"


def install() -> bool:
    """Replace the parts; False, and nothing done, under another release of Rasa."""
    import rasa  # noqa: PLC0415 (takes seconds)

    from bot.lean import action_check, log_copies, processor, runner  # noqa: PLC0415

    if rasa.__version__ != RASA_VERSION:
        return False
    for part in (action_check, log_copies, processor, runner):
        part.install()
    return True
