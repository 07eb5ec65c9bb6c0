"""Workers that an account does not work with."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint

from adapter.marketplace.storage.tables.base import METADATA, Serial

worker_blocks = Table(
    "worker_blocks",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    Column("worker_id", String, nullable=False),
    Column("reason", Text),
    UniqueConstraint("account", "worker_id"),
    Index(None, "account", "serial"),
)
