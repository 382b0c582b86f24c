"""What the user can mend: one line that says what to do."""

from __future__ import annotations


class Problem(Exception):
    """Shown to the user as it is, without a traceback."""
