"""Buttons, places, parts of long answers, notices, unreachable and erased contacts, spending."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NEW: dict[str, tuple[tuple[str, Any], ...]] = {
    "contacts": (
        ("noticed_at", sa.Double()),
        ("rest", sa.LargeBinary()),
        ("unreachable_at", sa.Double()),
        ("unreachable_code", sa.Integer()),
        ("erase_asked_at", sa.Double()),
    ),
    "inbound": (("payload", sa.String(200)), ("place", sa.String(2))),
    "outbound": (("offer", sa.LargeBinary()),),
    "consents": (("address_key", sa.String(64)),),
}


def upgrade() -> None:
    """New columns, all of them empty, and one table."""
    for table, columns in NEW.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind))
    op.create_table(
        "spending",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("country", sa.String(2), primary_key=True),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("spending")
    for table, columns in NEW.items():
        for name, _ in columns:
            op.drop_column(table, name)
