"""The outbox: how messages are sent, and what became of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import String, Text, Time

revision = "0008"
down_revision = "0007"

_DUE = sa.text("due IS NOT NULL")


def upgrade() -> None:
    """Add the columns; messages of before were not sent and are kept."""
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("transport", String))
        messages.add_column(sa.Column("state", String))
        messages.add_column(sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
        messages.add_column(sa.Column("due", Time))
        messages.add_column(sa.Column("failure", Text))
    op.create_index(
        "ix_messages_due_serial",
        "messages",
        ["due", "serial"],
        sqlite_where=_DUE,
        postgresql_where=_DUE,
    )
