"""Indexes of what did not arrive or was not answered, for the page that staff look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BAD = {"outbound": "state IN ('failed', 'undelivered')", "inbound": "state IN ('dead')"}


def upgrade() -> None:
    """One index a table."""
    for table, states in BAD.items():
        where = sa.text(states)
        op.create_index(
            f"ix_{table}_bad", table, ["id"], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Without."""
    for table in BAD:
        op.drop_index(f"ix_{table}_bad", table)
