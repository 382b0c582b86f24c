"""Indexes of what is to be done: texts to empty, and open messages in the order of work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

AGES = {"inbound": "received_at", "outbound": "created_at"}
OPEN = {"inbound": ("waiting", "taken"), "outbound": ("queued", "sending", "unsure")}


def upgrade() -> None:
    """Two indexes are replaced, two are new."""
    for table, age in AGES.items():
        has_text = sa.text("body IS NOT NULL")
        op.create_index(
            f"ix_{table}_texts", table, [age], sqlite_where=has_text, postgresql_where=has_text
        )
        op.drop_index(f"ix_{table}_{age}", table)
        listed = ", ".join(f"'{state}'" for state in OPEN[table])
        is_open = sa.text(f"state IN ({listed})")
        op.create_index(
            f"ix_{table}_queue", table, ["id"], sqlite_where=is_open, postgresql_where=is_open
        )


def downgrade() -> None:
    """The old ones come back."""
    for table, age in AGES.items():
        op.create_index(f"ix_{table}_{age}", table, [age])
        op.drop_index(f"ix_{table}_texts", table)
        op.drop_index(f"ix_{table}_queue", table)
