"""Which index SQLite is to take, where it would choose wrongly.

SQLAlchemy has hints (`with_hint`) and leaves them out for SQLite, which has `INDEXED BY`:
https://www.sqlite.org/lang_indexedby.html. A statement whose index is missing is an error.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.sqlite.base import SQLiteCompiler


class Hinted(SQLiteCompiler):
    """Puts statements together with their hints."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        """What stands behind a table's name."""
        return text


def of_contact(name: str) -> str:
    """To look through the open rows of a contact, not through all that it ever had.

    Either index begins with the contact, and SQLite has no numbers to tell them apart.

    Args:
        name: of the table.
    """
    return f"INDEXED BY ix_{name}_open"


def in_order(queue: str) -> str:
    """To go through what is open in the order of work, not contact by contact.

    Args:
        queue: the name of its index.
    """
    return f"INDEXED BY ix_{queue}"
