"""Create the tables of accounts, qualifications and messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables import Serial, Time

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables in an empty database."""
    _accounts()
    _installation()
    _messages()
    _qualification_types()
    _worker_blocks()
    _qualification_requests()
    _qualifications()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("access_key_id", sa.String(), nullable=False),
        sa.Column("available_cents", sa.BigInteger(), nullable=False),
        sa.Column("on_hold_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("access_key_id", name=op.f("pk_accounts")),
    )


def _installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_secret", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent", Time(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_messages")),
    )
    op.create_index(
        op.f("ix_messages_account_serial"), "messages", ["account", "serial"], unique=False
    )


def _qualification_types() -> None:
    op.create_table(
        "qualification_types",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("created", Time(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("test", sa.Text(), nullable=True),
        sa.Column("test_seconds", sa.BigInteger(), nullable=True),
        sa.Column("answer_key", sa.Text(), nullable=True),
        sa.Column("retry_seconds", sa.BigInteger(), nullable=True),
        sa.Column("is_requestable", sa.Boolean(), nullable=False),
        sa.Column("auto_granted", sa.Boolean(), nullable=False),
        sa.Column("auto_granted_value", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_qualification_types")),
        sa.UniqueConstraint("id", name=op.f("uq_qualification_types_id")),
    )
    op.create_index(
        op.f("ix_qualification_types_account_serial"),
        "qualification_types",
        ["account", "serial"],
        unique=False,
    )
    op.create_index(
        "uq_qualification_types_account_name",
        "qualification_types",
        ["account", "name"],
        unique=True,
        sqlite_where=sa.text("status != 'Disposing'"),
        postgresql_where=sa.text("status != 'Disposing'"),
    )


def _worker_blocks() -> None:
    op.create_table(
        "worker_blocks",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_worker_blocks")),
        sa.UniqueConstraint(
            "account", "worker_id", name=op.f("uq_worker_blocks_account_worker_id")
        ),
    )
    op.create_index(
        op.f("ix_worker_blocks_account_serial"),
        "worker_blocks",
        ["account", "serial"],
        unique=False,
    )


def _qualification_requests() -> None:
    op.create_table(
        "qualification_requests",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("type_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("test", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("submitted", Time(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["type_id"], ["qualification_types.id"], name=op.f("fk_qualification_requests_type_id")
        ),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_qualification_requests")),
        sa.UniqueConstraint("id", name=op.f("uq_qualification_requests_id")),
    )
    op.create_index(
        op.f("ix_qualification_requests_account_status_serial"),
        "qualification_requests",
        ["account", "status", "serial"],
        unique=False,
    )
    op.create_index(
        op.f("ix_qualification_requests_type_id_status_serial"),
        "qualification_requests",
        ["type_id", "status", "serial"],
        unique=False,
    )
    op.create_index(
        op.f("ix_qualification_requests_type_id_worker_id"),
        "qualification_requests",
        ["type_id", "worker_id"],
        unique=False,
    )


def _qualifications() -> None:
    op.create_table(
        "qualifications",
        sa.Column("serial", Serial, nullable=False),
        sa.Column("type_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("granted", Time(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("subdivision", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["type_id"], ["qualification_types.id"], name=op.f("fk_qualifications_type_id")
        ),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_qualifications")),
        sa.UniqueConstraint(
            "type_id", "worker_id", name=op.f("uq_qualifications_type_id_worker_id")
        ),
    )
    op.create_index(
        op.f("ix_qualifications_type_id_status_serial"),
        "qualifications",
        ["type_id", "status", "serial"],
        unique=False,
    )
    op.create_index(
        op.f("ix_qualifications_worker_id"), "qualifications", ["worker_id"], unique=False
    )
