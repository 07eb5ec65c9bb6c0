"""Assignments: what workers accepted, and what became of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy import text as sql

from adapter.marketplace.storage.tables.base import METADATA, Serial, Time

_NOT_GIVEN_UP = sql("status NOT IN ('Returned', 'Abandoned')")

# The HIT's account stands in every row, as everything that is due is looked up by it.
assignments = Table(
    "assignments",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("hit_id", String, ForeignKey("hits.id"), nullable=False),
    Column("worker_id", String, nullable=False),
    # Accepted, Submitted, Approved, Rejected, Returned or Abandoned.
    Column("status", String, nullable=False),
    Column("accepted", Time, nullable=False),
    Column("deadline", Time, nullable=False),
    Column("submitted", Time),
    Column("auto_approval", Time),
    Column("approved", Time),
    Column("rejected", Time),
    # Its deadline while it is accepted, its auto-approval while it is submitted.
    Column("due", Time),
    Column("answer", Text),
    Column("feedback", Text),
    # Reward and fee, fixed when it is handed in.
    Column("cost_cents", BigInteger),
    Index(None, "hit_id", "serial"),
    # A whole list in its usual order is read from an index alone.
    Index(None, "hit_id", "submitted", "id", "status", postgresql_include=["serial"]),
    Index(None, "account", "due"),
    Index(None, "worker_id", "status"),
    # A worker does a HIT once.
    Index(
        "uq_assignments_hit_id_worker_id",
        "hit_id",
        "worker_id",
        unique=True,
        sqlite_where=_NOT_GIVEN_UP,
        postgresql_where=_NOT_GIVEN_UP,
    ),
)
