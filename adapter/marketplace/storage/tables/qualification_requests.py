"""Workers' requests for qualifications, pending and decided."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from adapter.marketplace.storage.tables.base import METADATA, Serial, Time

# Every row has the account that owns the type, so that the pending requests of an account are
# adjacent in an index, however many requests were granted or rejected.
qualification_requests = Table(
    "qualification_requests",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("type_id", String, ForeignKey("qualification_types.id"), nullable=False),
    Column("worker_id", String, nullable=False),
    # Pending, Granted or Rejected.
    Column("status", String, nullable=False),
    # The type's Test at the time of the request.
    Column("test", Text),
    Column("answer", Text),
    Column("submitted", Time, nullable=False),
    Column("reason", Text),
    Index(None, "account", "status", "serial"),
    Index(None, "type_id", "status", "serial"),
    # A whole list in its usual order is read from an index alone.
    Index(None, "account", "status", "submitted", "id", postgresql_include=["serial"]),
    Index(None, "type_id", "status", "submitted", "id", postgresql_include=["serial"]),
    Index(None, "type_id", "worker_id"),
)
