"""The record of consents can only grow; opt-outs by sender; contacts to be erased are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

REFUSAL = "consents can only be added to"
SQLITE = """
CREATE TRIGGER consents_no_{verb} BEFORE {verb} ON consents
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRES = (
    f"""
CREATE FUNCTION refuse_change_of_consents() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
""",
    """
CREATE TRIGGER consents_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_consents()
""",
)
VERBS = ("update", "delete")


def upgrade() -> None:
    """Contacts who had stopped keep their wish, for the senders that they had written to."""
    op.add_column("consents", sa.Column("sender", sa.String(128)))
    op.create_table(
        "opt_outs",
        sa.Column("address_key", sa.String(64), primary_key=True),
        sa.Column("our_address", sa.String(128), primary_key=True),
        sa.Column("at", sa.Double(), nullable=False),
    )
    op.execute(
        "INSERT INTO opt_outs SELECT DISTINCT c.address_key, i.our_address, c.opted_out_at "
        "FROM contacts c JOIN inbound i ON i.contact_id = c.id WHERE c.opted_out_at IS NOT NULL"
    )
    asked = sa.text("erase_asked_at IS NOT NULL")
    op.create_index(
        "ix_contacts_to_erase", "contacts", ["id"], sqlite_where=asked, postgresql_where=asked
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in VERBS:
            op.execute(SQLITE.format(verb=verb, refusal=REFUSAL))
    else:
        for statement in POSTGRES:
            op.execute(statement)


def downgrade() -> None:
    """Without them."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in VERBS:
            op.execute(f"DROP TRIGGER consents_no_{verb}")
    else:
        op.execute("DROP TRIGGER consents_no_change ON consents")
        op.execute("DROP FUNCTION refuse_change_of_consents()")
    op.drop_index("ix_contacts_to_erase", "contacts")
    op.drop_table("opt_outs")
    op.drop_column("consents", "sender")
