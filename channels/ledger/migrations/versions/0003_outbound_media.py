"""outbound.media: the path of the picture that goes with a message"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards."""
    op.add_column("outbound", sa.Column("media", sa.String(length=128), nullable=True))
