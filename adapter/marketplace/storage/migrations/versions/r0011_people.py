"""People who work in a browser, and the indexes of their lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String, Text

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "people",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", String, nullable=False, unique=True),
        sa.Column("name", Text),
        sa.Column("contact", Text),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("last_seen", sa.BigInteger, nullable=False),
        sa.Column("auto_accept", sa.Boolean, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
    )
    op.create_index("ix_hits_status_type_id", "hits", ["status", "type_id", "serial"])
    op.create_index("ix_hit_types_group_id", "hit_types", ["group_id"])
    op.create_index("ix_assignments_worker_id_submitted", "assignments", ["worker_id", "submitted"])
    op.create_index("ix_bonus_payments_worker_id", "bonus_payments", ["worker_id", "serial"])
