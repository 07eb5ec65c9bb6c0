"""Bonus payments."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from adapter.marketplace.storage.tables.base import METADATA, Serial, Time

bonus_payments = Table(
    "bonus_payments",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    Column("hit_id", String, nullable=False),
    Column("assignment_id", String, ForeignKey("assignments.id"), nullable=False),
    Column("worker_id", String, nullable=False),
    # In dollars, as in the API, without the fee.
    Column("amount", String, nullable=False),
    Column("reason", Text),
    Column("granted", Time, nullable=False),
    Index(None, "hit_id", "serial"),
    Index(None, "assignment_id", "serial"),
)
