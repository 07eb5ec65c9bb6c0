"""Decisions of a requester on many assignments, which are carried out in several transactions."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

review_jobs = Table(
    "review_jobs",
    METADATA,
    Column("serial", Serial, primary_key=True),
    # An unguessable text.
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    # The batch whose list the assignments were chosen from.
    Column("batch_id", String, nullable=False),
    # Approve, Overturn, Reject, Bonus, Block or Unblock.
    Column("action", String, nullable=False),
    # The parameters that every call shares, such as the feedback.
    Column("parameters", JSON, nullable=False),
    Column("size", Integer, nullable=False),
    # How many of the items are done or refused: those at the positions below it.
    Column("position", Integer, nullable=False),
    Column("made", Time, nullable=False),
    # When the requester confirmed it; NULL: it is a preview.
    Column("confirmed", Time),
    Index(None, "account", "made"),
)

review_job_items = Table(
    "review_job_items",
    METADATA,
    Column("job_id", String, ForeignKey("review_jobs.id"), primary_key=True),
    # From 0.
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("assignment_id", String, nullable=False),
    Column("worker_id", String, nullable=False),
    # Why the call was refused; NULL: it was not, or not made yet.
    Column("refusal", Text),
)
