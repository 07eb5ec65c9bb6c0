"""The batch of an assignment's HIT, the indexes of the desk's lists, and decisions on many."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String, Text

revision = "0016"
down_revision = "0015"

_FIND = {"sqlite": "instr", "postgresql": "strpos"}
_BATCH = ("account", "batch_id", "status", "submitted", "id", "accepted", "worker_id", "hit_id")


def upgrade() -> None:
    """Create and fill the column, and create the indexes and the tables."""
    op.add_column("assignments", sa.Column("batch_id", String))
    op.execute(_write_update(_FIND[op.get_bind().dialect.name]))
    op.create_index("ix_assignments_account_batch_id_status", "assignments", list(_BATCH))
    op.drop_index("ix_assignments_worker_id_status", "assignments")
    op.create_index(
        "ix_assignments_worker_id_status", "assignments", ["worker_id", "status", "account"]
    )
    op.create_table(
        "review_jobs",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", String, nullable=False, unique=True),
        sa.Column("account", String, nullable=False),
        sa.Column("batch_id", String, nullable=False),
        sa.Column("action", String, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("confirmed", sa.BigInteger),
    )
    op.create_index("ix_review_jobs_account_made", "review_jobs", ["account", "made"])
    op.create_table(
        "review_job_items",
        sa.Column("job_id", String, sa.ForeignKey("review_jobs.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("assignment_id", String, nullable=False),
        sa.Column("worker_id", String, nullable=False),
        sa.Column("refusal", Text),
    )


def _write_update(find: str) -> str:
    """Return the statement that fills the column: the HITTypeId, with the BatchId if there is one.

    Args:
        find: the database's function that returns the position of a text in another, from 1.
    """
    label = f"substr(annotation, 9, {find}(annotation || ';', ';') - 9)"
    has_label = f"annotation LIKE 'BatchId:%' AND {label} NOT LIKE '%/%'"
    batch_id = f"type_id || CASE WHEN {has_label} THEN '-' || {label} ELSE '' END"
    of_hit = f"SELECT {batch_id} FROM hits WHERE hits.id = assignments.hit_id"  # noqa: S608
    return f"UPDATE assignments SET batch_id = ({of_hit})"  # noqa: S608 (constants)
