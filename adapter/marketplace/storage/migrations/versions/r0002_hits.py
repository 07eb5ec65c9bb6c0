"""Create the tables of HITs, assignments, bonuses and request tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables import Serial, Time

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables that revision 0001 does not have."""
    _create_hit_types()
    _create_request_tokens()
    _create_hit_type_requirements()
    _create_hits()
    _create_assignments()
    _create_bonus_payments()


def _create_hit_types() -> None:
    op.create_table(
        "hit_types",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("keywords", sa.Text),
        sa.Column("reward_cents", sa.BigInteger, nullable=False),
        sa.Column("reward", sa.String, nullable=False),
        sa.Column("approval_seconds", sa.BigInteger, nullable=False),
        sa.Column("assignment_seconds", sa.BigInteger, nullable=False),
        sa.Column("requirements", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("notification", sa.JSON(none_as_null=True)),
        sa.Column("notification_active", sa.Boolean, nullable=False),
        sa.Index(None, "account", "fingerprint", "serial"),
    )


def _create_request_tokens() -> None:
    op.create_table(
        "request_tokens",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("made", Time, nullable=False),
        sa.Column("hit_id", sa.String),
        sa.Index(None, "account", "made"),
    )


def _create_hit_type_requirements() -> None:
    op.create_table(
        "hit_type_requirements",
        sa.Column("hit_type_id", sa.String, sa.ForeignKey("hit_types.id"), primary_key=True),
        sa.Column("qualification_type_id", sa.String, primary_key=True),
        sa.Index(None, "qualification_type_id"),
    )


def _create_hits() -> None:
    op.create_table(
        "hits",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("type_id", sa.String, sa.ForeignKey("hit_types.id"), nullable=False),
        sa.Column("created", Time, nullable=False),
        sa.Column("question", sa.Text),
        sa.Column("layout_id", sa.String),
        sa.Column("layout_parameters", sa.JSON(none_as_null=True)),
        sa.Column("annotation", sa.Text),
        sa.Column("expiration", Time, nullable=False),
        sa.Column("due", Time),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("review_status", sa.String, nullable=False),
        sa.Column("expired", sa.Boolean, nullable=False),
        sa.Column("max_assignments", sa.BigInteger, nullable=False),
        sa.Column("pending", sa.BigInteger, nullable=False),
        sa.Column("submitted", sa.BigInteger, nullable=False),
        sa.Column("completed", sa.BigInteger, nullable=False),
        sa.Column("assignment_policy", sa.JSON(none_as_null=True)),
        sa.Column("hit_policy", sa.JSON(none_as_null=True)),
        sa.Index(None, "account", "due"),
        sa.Index(
            "ix_hits_account_serial",
            "account",
            "serial",
            sqlite_where=sa.text("status != 'Disposed'"),
            postgresql_where=sa.text("status != 'Disposed'"),
        ),
        sa.Index(None, "account", "status", "serial"),
        sa.Index(None, "status", "serial"),
        sa.Index(None, "type_id", "status", "serial"),
    )


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("hit_id", sa.String, sa.ForeignKey("hits.id"), nullable=False),
        sa.Column("worker_id", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("accepted", Time, nullable=False),
        sa.Column("deadline", Time, nullable=False),
        sa.Column("submitted", Time),
        sa.Column("auto_approval", Time),
        sa.Column("approved", Time),
        sa.Column("rejected", Time),
        sa.Column("due", Time),
        sa.Column("answer", sa.Text),
        sa.Column("feedback", sa.Text),
        sa.Column("cost_cents", sa.BigInteger),
        sa.Index(None, "account", "due"),
        sa.Index(None, "hit_id", "serial"),
        sa.Index(None, "worker_id", "status"),
        sa.Index(
            "uq_assignments_hit_id_worker_id",
            "hit_id",
            "worker_id",
            unique=True,
            sqlite_where=sa.text("status NOT IN ('Returned', 'Abandoned')"),
            postgresql_where=sa.text("status NOT IN ('Returned', 'Abandoned')"),
        ),
    )


def _create_bonus_payments() -> None:
    op.create_table(
        "bonus_payments",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("hit_id", sa.String, nullable=False),
        sa.Column("assignment_id", sa.String, sa.ForeignKey("assignments.id"), nullable=False),
        sa.Column("worker_id", sa.String, nullable=False),
        sa.Column("amount", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("granted", Time, nullable=False),
        sa.Index(None, "assignment_id", "serial"),
        sa.Index(None, "hit_id", "serial"),
    )
