"""Workers that an account has blocked."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table, Text, UniqueConstraint

from adapter.marketplace.storage.tables.base import METADATA, Serial

worker_blocks = Table(
    "worker_blocks",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    Column("worker_id", String, nullable=False),
    Column("reason", Text),
    # Whether the worker was let work again.
    Column("ended", Boolean, nullable=False, default=False),
    UniqueConstraint("account", "worker_id"),
    Index(None, "account", "serial"),
)
