"""Subscriptions of web addresses to topics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import String, Text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "subscriptions",
        sa.Column("topic", String, primary_key=True),
        sa.Column("url", Text, primary_key=True),
        sa.Column("token", String, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
    )
