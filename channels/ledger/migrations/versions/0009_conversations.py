"""Indexes by which one contact's messages are found: to show them, to erase them."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """One index for each side."""
    for table in ("inbound", "outbound"):
        op.create_index(f"ix_{table}_contact", table, ["contact_id", "id"])


def downgrade() -> None:
    """Without them."""
    for table in ("inbound", "outbound"):
        op.drop_index(f"ix_{table}_contact", table)
