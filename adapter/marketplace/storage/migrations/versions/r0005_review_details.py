"""The results and actions of review policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String, Text, Time

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "review_details",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("account", String, nullable=False),
        sa.Column("hit_id", String, sa.ForeignKey("hits.id"), nullable=False),
        sa.Column("level", String, nullable=False),
        sa.Column("part", String, nullable=False),
        sa.Column("action_id", String, nullable=False),
        sa.Column("subject_type", String, nullable=False),
        sa.Column("subject_id", String, nullable=False),
        sa.Column("question_id", Text),
        sa.Column("name", String, nullable=False),
        sa.Column("value", Text, nullable=False),
        sa.Column("status", String),
        sa.Column("error_code", String),
        sa.Column("completed", Time, nullable=False),
        sa.Index(None, "hit_id", "serial"),
        sa.Index(None, "subject_id", "name"),
    )
