"""The indexes by which batches, and what is owed to workers, are counted."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create the indexes."""
    columns = ["account", "batch_id", "status", "approved", "submitted", "cost_cents"]
    op.create_index("ix_assignments_account_batch_id_approved", "assignments", columns)
    columns = ["account", "status", "worker_id", "approved", "reward_cents"]
    op.create_index("ix_assignments_account_status_worker_id", "assignments", columns)
    op.create_index(
        "ix_bonus_payments_account", "bonus_payments", ["account", "assignment_id", "amount"]
    )
