"""Tests that workers have begun, and the index of a worker's requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table and the index."""
    op.create_table(
        "test_attempts",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("type_id", String, sa.ForeignKey("qualification_types.id"), nullable=False),
        sa.Column("worker_id", String, nullable=False),
        sa.Column("begun", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("type_id", "worker_id"),
    )
    op.create_index(
        "ix_qualification_requests_worker_id",
        "qualification_requests",
        ["worker_id", "status"],
    )
