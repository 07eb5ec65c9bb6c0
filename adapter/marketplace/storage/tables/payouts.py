"""What requesters paid to people, outside of the marketplace, for their work here."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

payouts = Table(
    "payouts",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("account", String, nullable=False),
    Column("worker_id", String, nullable=False),
    Column("cents", BigInteger, nullable=False),
    # Names the payment, so that a file that is read twice records it once.
    Column("reference", String, nullable=False),
    Column("note", Text),
    Column("made", Time, nullable=False),
    UniqueConstraint("account", "worker_id", "reference"),
    Index(None, "worker_id", "serial"),
)
