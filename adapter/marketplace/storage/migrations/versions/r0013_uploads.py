"""Files that workers uploaded as answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String, Text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "uploads",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", String, nullable=False, unique=True),
        sa.Column("worker_id", String, nullable=False),
        sa.Column("assignment_id", String, sa.ForeignKey("assignments.id"), nullable=False),
        sa.Column("question", Text, nullable=False),
        sa.Column("file_name", Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("assignment_id", "question"),
    )
    op.create_index("ix_uploads_worker_id", "uploads", ["worker_id"])
