"""Assignments, from acceptance to review, and bonus payments."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table
from sqlalchemy import text as sql

from adapter.marketplace.storage.tables.base import METADATA, Serial, String, Text, Time

_NOT_GIVEN_UP = sql("status NOT IN ('Returned', 'Abandoned')")

# Every row has the HIT's account, because due changes are selected by account.
assignments = Table(
    "assignments",
    METADATA,
    Column("serial", Serial, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("hit_id", String, ForeignKey("hits.id"), nullable=False),
    # The HIT's batch, so that the assignments of a batch are found without its HITs (bench: desk).
    Column("batch_id", String),
    Column("worker_id", String, nullable=False),
    # Accepted, Submitted, Approved, Rejected, Returned or Abandoned.
    Column("status", String, nullable=False),
    Column("accepted", Time, nullable=False),
    Column("deadline", Time, nullable=False),
    Column("submitted", Time),
    Column("auto_approval", Time),
    Column("approved", Time),
    Column("rejected", Time),
    # The deadline if accepted, the auto-approval time if submitted, else NULL.
    Column("due", Time),
    Column("answer", Text),
    Column("feedback", Text),
    # When it was returned or abandoned.
    Column("ended", Time),
    # The reward and fee at the time of submission, and the reward alone.
    Column("cost_cents", BigInteger),
    Column("reward_cents", BigInteger),
    # The serial of the arrival by a recruiting link in which it was accepted; NULL: in none.
    Column("arrival", BigInteger),
    Index(None, "hit_id", "serial"),
    # A whole list in its usual order is read from an index alone.
    Index(None, "hit_id", "submitted", "id", "status", postgresql_include=["serial"]),
    Index(None, "account", "due"),
    # A worker's approvals and rejections are counted from an index alone.
    Index("ix_assignments_worker_id_status", "worker_id", "status", "account"),
    # A batch's list is counted, filtered and sorted in an index alone.
    Index(
        "ix_assignments_account_batch_id_status",
        "account",
        "batch_id",
        "status",
        "submitted",
        "id",
        "accepted",
        "worker_id",
        "hit_id",
    ),
    # What a batch cost, and what was approved of it when, is counted in an index alone.
    Index(
        "ix_assignments_account_batch_id_approved",
        "account",
        "batch_id",
        "status",
        "approved",
        "submitted",
        "cost_cents",
    ),
    # What is owed to each worker is summed in an index alone (bench: desk).
    Index(
        "ix_assignments_account_status_worker_id",
        "account",
        "status",
        "worker_id",
        "approved",
        "reward_cents",
    ),
    Index(None, "worker_id", "submitted"),
    # A worker has one assignment of a HIT, unless it was returned or abandoned.
    Index(
        "uq_assignments_hit_id_worker_id",
        "hit_id",
        "worker_id",
        unique=True,
        sqlite_where=_NOT_GIVEN_UP,
        postgresql_where=_NOT_GIVEN_UP,
    ),
)


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
    Index("ix_bonus_payments_account", "account", "assignment_id", "amount"),
    Index("ix_bonus_payments_worker_id", "worker_id", "serial"),
)
