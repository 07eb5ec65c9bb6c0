"""HIT layouts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String, Text

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "layouts",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", String, nullable=False, unique=True),
        sa.Column("account", String, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("html", Text, nullable=False),
        sa.Column("frame_height", sa.Integer, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_layouts_account", "layouts", ["account"])
