"""Recruiting links, invitations, payouts, and sign-in links of the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.storage.tables.base import Serial, String, Text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the tables and the columns."""
    for column in (
        sa.Column("label", Text),
        sa.Column("account", String),
        sa.Column("stopped", sa.BigInteger),
        sa.Column("forgotten", sa.BigInteger),
    ):
        op.add_column("people", column)
    op.create_index("ix_people_account_serial", "people", ["account", "serial"])
    op.add_column("assignments", sa.Column("arrival", sa.BigInteger))
    _create_links()
    _create_invitations()
    op.create_table(
        "payouts",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("account", String, nullable=False),
        sa.Column("worker_id", String, nullable=False),
        sa.Column("cents", sa.BigInteger, nullable=False),
        sa.Column("reference", String, nullable=False),
        sa.Column("note", Text),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.UniqueConstraint(
            "account", "worker_id", "reference", name="uq_payouts_account_worker_id_reference"
        ),
    )
    op.create_index("ix_payouts_worker_id_serial", "payouts", ["worker_id", "serial"])
    op.create_table(
        "desk_links",
        sa.Column("token_hash", String, primary_key=True),
        sa.Column("account", String, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
    )


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("id", String, nullable=False, unique=True),
        sa.Column("account", String, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("preset", String, nullable=False),
        sa.Column("id_parameter", String, nullable=False),
        sa.Column("kept_parameters", Text, nullable=False),
        sa.Column("group_id", String),
        sa.Column("most_tasks", sa.Integer),
        sa.Column("back_urls", Text, nullable=False),
        sa.Column("codes", Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("opens", sa.BigInteger),
        sa.Column("ends", sa.BigInteger),
        sa.Column("stopped", sa.BigInteger),
    )
    op.create_index("ix_links_account_serial", "links", ["account", "serial"])
    op.create_table(
        "arrivals",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("link_id", String, sa.ForeignKey("links.id"), nullable=False),
        sa.Column("external_id", Text),
        sa.Column("worker_id", String, nullable=False),
        sa.Column("parameters", Text, nullable=False),
        sa.Column("came", sa.BigInteger, nullable=False),
        sa.Column("finished", sa.BigInteger),
        sa.Column("outcome", String),
        sa.UniqueConstraint("link_id", "worker_id", name="uq_arrivals_link_id_worker_id"),
    )
    op.create_index("ix_arrivals_worker_id", "arrivals", ["worker_id"])


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column("token_hash", String, nullable=False, unique=True),
        sa.Column("account", String, nullable=False),
        sa.Column("worker_id", String),
        sa.Column("inviter", Text),
        sa.Column("grants", Text, nullable=False),
        sa.Column("uses", sa.Integer),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger),
        sa.Column("stopped", sa.BigInteger),
    )
    op.create_index("ix_invitations_account_serial", "invitations", ["account", "serial"])
    op.create_index("ix_invitations_worker_id", "invitations", ["worker_id"])
    op.create_table(
        "invitation_uses",
        sa.Column("serial", Serial, primary_key=True),
        sa.Column(
            "invitation",
            Serial,
            sa.ForeignKey("invitations.serial", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("form", String, nullable=False),
        sa.Column("worker_id", String, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("invitation", "form", name="uq_invitation_uses_invitation_form"),
    )
