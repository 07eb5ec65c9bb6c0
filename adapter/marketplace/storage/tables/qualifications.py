"""Qualifications of workers, granted or revoked: a row for each worker and type."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from adapter.marketplace.storage.tables.base import METADATA, Serial, Time

qualifications = Table(
    "qualifications",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("type_id", String, ForeignKey("qualification_types.id"), nullable=False),
    Column("worker_id", String, nullable=False),
    Column("granted", Time, nullable=False),
    Column("value", Integer),
    # The parts of a Locale, which only Amazon's Worker_Locale has.
    Column("country", String),
    Column("subdivision", String),
    # Granted or Revoked.
    Column("status", String, nullable=False),
    Column("reason", Text),
    UniqueConstraint("type_id", "worker_id"),
    Index(None, "type_id", "status", "serial"),
    # A whole list in its usual order is read from an index alone.
    Index(None, "type_id", "status", "worker_id", postgresql_include=["serial"]),
    Index(None, "worker_id"),
)
