"""Create the tables of accounts, qualifications and messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables import Serial, Time

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables in an empty database."""
    _create_accounts()
    _create_installation()
    _create_messages()
    _create_qualification_types()
    _create_worker_blocks()
    _create_qualification_requests()
    _create_qualifications()


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("access_key_id", sa.String, primary_key=True),
        sa.Column("available_cents", sa.BigInteger, nullable=False),
        sa.Column("on_hold_cents", sa.BigInteger, server_default="0", nullable=False),
    )


def _create_installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("token_secret", sa.String, nullable=False),
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sent", Time, nullable=False),
        sa.Index(None, "account", "serial"),
    )


def _create_qualification_types() -> None:
    op.create_table(
        "qualification_types",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("created", Time, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("keywords", sa.Text),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("test", sa.Text),
        sa.Column("test_seconds", sa.BigInteger),
        sa.Column("answer_key", sa.Text),
        sa.Column("retry_seconds", sa.BigInteger),
        sa.Column("is_requestable", sa.Boolean, nullable=False),
        sa.Column("auto_granted", sa.Boolean, nullable=False),
        sa.Column("auto_granted_value", sa.Integer),
        sa.Column("words", sa.Text, nullable=False),
        sa.Index(None, "account", "serial"),
        sa.Index(
            "uq_qualification_types_account_name",
            "account",
            "name",
            unique=True,
            sqlite_where=sa.text("status != 'Disposing'"),
            postgresql_where=sa.text("status != 'Disposing'"),
        ),
    )


def _create_worker_blocks() -> None:
    op.create_table(
        "worker_blocks",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("worker_id", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("account", "worker_id"),
        sa.Index(None, "account", "serial"),
    )


def _create_qualification_requests() -> None:
    op.create_table(
        "qualification_requests",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("type_id", sa.String, sa.ForeignKey("qualification_types.id"), nullable=False),
        sa.Column("worker_id", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("test", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("submitted", Time, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Index(None, "account", "status", "serial"),
        sa.Index(None, "type_id", "status", "serial"),
        sa.Index(None, "type_id", "worker_id"),
    )


def _create_qualifications() -> None:
    op.create_table(
        "qualifications",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("type_id", sa.String, sa.ForeignKey("qualification_types.id"), nullable=False),
        sa.Column("worker_id", sa.String, nullable=False),
        sa.Column("granted", Time, nullable=False),
        sa.Column("value", sa.Integer),
        sa.Column("country", sa.String),
        sa.Column("subdivision", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("type_id", "worker_id"),
        sa.Index(None, "type_id", "status", "serial"),
        sa.Index(None, "worker_id"),
    )
