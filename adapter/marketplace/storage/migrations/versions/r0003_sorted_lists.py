"""Indices that hold whole lists in their usual order, and blocks that stay when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

revision = "0003"
down_revision = "0002"

_KEPT = sa.text("status != 'Disposed'")
_INDICES: Mapping[str, Sequence[tuple[str, ...]]] = {
    "assignments": [("hit_id", "submitted", "id", "status")],
    "qualification_requests": [
        ("account", "status", "submitted", "id"),
        ("type_id", "status", "submitted", "id"),
    ],
    "qualifications": [("type_id", "status", "worker_id")],
}


def upgrade() -> None:
    """Create the indices and the column."""
    for table, indices in _INDICES.items():
        for columns in indices:
            name = op.f(f"ix_{table}_{'_'.join(columns)}")
            op.create_index(name, table, list(columns), postgresql_include=["serial"])
    op.create_index(
        "ix_hits_account_created_id",
        "hits",
        ["account", "created", "id"],
        postgresql_include=["serial"],
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )
    op.create_index(
        "ix_hits_account_status_expiration_id",
        "hits",
        ["account", "status", sa.desc("expiration"), "id"],
        postgresql_include=["serial"],
    )
    op.create_index(
        "ix_qualification_types_name_id",
        "qualification_types",
        [sa.desc("name"), "id", "status", "is_requestable", "account"],
        postgresql_include=["serial"],
    )
    with op.batch_alter_table("worker_blocks") as blocks:
        blocks.add_column(
            sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        blocks.alter_column("ended", server_default=None)
