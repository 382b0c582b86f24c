"""Messages behind an open one of the same contact stay out of the queue until it is their turn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BEFORE = "state IN ('waiting', 'taken')"
AFTER = "state IN ('waiting', 'taken', 'behind')"


def upgrade() -> None:
    """What stands behind an open message of its contact is marked so."""
    _open_index(AFTER)
    op.execute(
        "UPDATE inbound SET state = 'behind' WHERE state = 'waiting' AND EXISTS (SELECT 1 "
        "FROM inbound AS earlier WHERE earlier.contact_id = inbound.contact_id "
        "AND earlier.id < inbound.id AND earlier.state IN ('waiting', 'taken', 'behind'))"
    )


def downgrade() -> None:
    """All wait alike."""
    op.execute("UPDATE inbound SET state = 'waiting' WHERE state = 'behind'")
    _open_index(BEFORE)


def _open_index(states: str) -> None:
    op.drop_index("ix_inbound_open", "inbound")
    where = sa.text(states)
    op.create_index(
        "ix_inbound_open",
        "inbound",
        ["contact_id", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )
