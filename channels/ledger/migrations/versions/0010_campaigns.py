"""Messages to many have a queue of their own: nothing to one person is looked for behind them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

IS_OPEN = "state IN ('queued', 'sending', 'unsure')"
TO_MANY, TO_ONE = "purpose = 'campaign'", "purpose != 'campaign'"


def upgrade() -> None:
    """Two queues."""
    op.drop_index("ix_outbound_queue", "outbound")
    _index("ix_outbound_queue", f"{IS_OPEN} AND {TO_ONE}")
    _index("ix_outbound_campaigns", f"{IS_OPEN} AND {TO_MANY}")


def downgrade() -> None:
    """One queue."""
    op.drop_index("ix_outbound_campaigns", "outbound")
    op.drop_index("ix_outbound_queue", "outbound")
    _index("ix_outbound_queue", IS_OPEN)


def _index(name: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "outbound", ["id"], sqlite_where=where, postgresql_where=where)
