"""Batches that are prepared in the browser, and layouts that are no longer offered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String, Text

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create the table and the column."""
    op.create_table(
        "batch_drafts",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", String, nullable=False, unique=True),
        sa.Column("account", String, nullable=False),
        sa.Column("fields", Text, nullable=False),
        sa.Column("layout_id", String),
        sa.Column("html", Text),
        sa.Column("page_name", Text),
        sa.Column("csv", Text),
        sa.Column("csv_name", Text),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("type_id", String),
        sa.Column("label", String),
    )
    op.create_index("ix_batch_drafts_account_serial", "batch_drafts", ["account", "serial"])
    op.add_column("layouts", sa.Column("retired", sa.BigInteger))
