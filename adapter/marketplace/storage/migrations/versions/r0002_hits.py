"""Create the tables of HITs, assignments, bonuses and request tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables import Serial, Time

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables that revision 0001 does not have."""
    _hit_types()
    _request_tokens()
    _hit_type_requirements()
    _hits()
    _assignments()
    _bonus_payments()


def _hit_types() -> None:
    op.create_table(
        "hit_types",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=True),
        sa.Column("reward_cents", sa.BigInteger(), nullable=False),
        sa.Column("reward", sa.String(), nullable=False),
        sa.Column("approval_seconds", sa.BigInteger(), nullable=False),
        sa.Column("assignment_seconds", sa.BigInteger(), nullable=False),
        sa.Column("requirements", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("notification", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("notification_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_hit_types")),
        sa.UniqueConstraint("id", name=op.f("uq_hit_types_id")),
    )
    op.create_index(
        op.f("ix_hit_types_account_fingerprint_serial"),
        "hit_types",
        ["account", "fingerprint", "serial"],
        unique=False,
    )


def _request_tokens() -> None:
    op.create_table(
        "request_tokens",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made", Time(), nullable=False),
        sa.Column("hit_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("account", "kind", "token", name=op.f("pk_request_tokens")),
    )
    op.create_index(
        op.f("ix_request_tokens_account_made"), "request_tokens", ["account", "made"], unique=False
    )


def _hit_type_requirements() -> None:
    op.create_table(
        "hit_type_requirements",
        sa.Column("hit_type_id", sa.String(), nullable=False),
        sa.Column("qualification_type_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hit_type_id"], ["hit_types.id"], name=op.f("fk_hit_type_requirements_hit_type_id")
        ),
        sa.PrimaryKeyConstraint(
            "hit_type_id", "qualification_type_id", name=op.f("pk_hit_type_requirements")
        ),
    )
    op.create_index(
        op.f("ix_hit_type_requirements_qualification_type_id"),
        "hit_type_requirements",
        ["qualification_type_id"],
        unique=False,
    )


def _hits() -> None:
    op.create_table(
        "hits",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("type_id", sa.String(), nullable=False),
        sa.Column("created", Time(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("layout_id", sa.String(), nullable=True),
        sa.Column("layout_parameters", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("annotation", sa.Text(), nullable=True),
        sa.Column("expiration", Time(), nullable=False),
        sa.Column("due", Time(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("review_status", sa.String(), nullable=False),
        sa.Column("expired", sa.Boolean(), nullable=False),
        sa.Column("max_assignments", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("submitted", sa.BigInteger(), nullable=False),
        sa.Column("completed", sa.BigInteger(), nullable=False),
        sa.Column("assignment_policy", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("hit_policy", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["type_id"], ["hit_types.id"], name=op.f("fk_hits_type_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_hits")),
        sa.UniqueConstraint("id", name=op.f("uq_hits_id")),
    )
    _hits_indices()


def _hits_indices() -> None:
    op.create_index(op.f("ix_hits_account_due"), "hits", ["account", "due"], unique=False)
    op.create_index(
        "ix_hits_account_serial",
        "hits",
        ["account", "serial"],
        unique=False,
        sqlite_where=sa.text("status != 'Disposed'"),
        postgresql_where=sa.text("status != 'Disposed'"),
    )
    op.create_index(
        op.f("ix_hits_account_status_serial"), "hits", ["account", "status", "serial"], unique=False
    )
    op.create_index(op.f("ix_hits_status_serial"), "hits", ["status", "serial"], unique=False)
    op.create_index(
        op.f("ix_hits_type_id_status_serial"), "hits", ["type_id", "status", "serial"], unique=False
    )


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("hit_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("accepted", Time(), nullable=False),
        sa.Column("deadline", Time(), nullable=False),
        sa.Column("submitted", Time(), nullable=True),
        sa.Column("auto_approval", Time(), nullable=True),
        sa.Column("approved", Time(), nullable=True),
        sa.Column("rejected", Time(), nullable=True),
        sa.Column("due", Time(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("cost_cents", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name=op.f("fk_assignments_hit_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_assignments")),
        sa.UniqueConstraint("id", name=op.f("uq_assignments_id")),
    )
    _assignments_indices()


def _assignments_indices() -> None:
    op.create_index(
        op.f("ix_assignments_account_due"), "assignments", ["account", "due"], unique=False
    )
    op.create_index(
        op.f("ix_assignments_hit_id_serial"), "assignments", ["hit_id", "serial"], unique=False
    )
    op.create_index(
        op.f("ix_assignments_worker_id_status"),
        "assignments",
        ["worker_id", "status"],
        unique=False,
    )
    op.create_index(
        "uq_assignments_hit_id_worker_id",
        "assignments",
        ["hit_id", "worker_id"],
        unique=True,
        sqlite_where=sa.text("status NOT IN ('Returned', 'Abandoned')"),
        postgresql_where=sa.text("status NOT IN ('Returned', 'Abandoned')"),
    )


def _bonus_payments() -> None:
    op.create_table(
        "bonus_payments",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("hit_id", sa.String(), nullable=False),
        sa.Column("assignment_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("granted", Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_bonus_payments_assignment_id")
        ),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_bonus_payments")),
    )
    op.create_index(
        op.f("ix_bonus_payments_assignment_id_serial"),
        "bonus_payments",
        ["assignment_id", "serial"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bonus_payments_hit_id_serial"),
        "bonus_payments",
        ["hit_id", "serial"],
        unique=False,
    )
