"""Amazon's own qualification types of the old versions."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NAMES = {
    "000000000000000000S0": (
        "Worker_PercentAssignmentsRejected",
        "The percentage of the worker's submitted assignments that were rejected.",
    ),
    "00000000000000000000": (
        "Worker_PercentAssignmentsSubmitted",
        "The percentage of the worker's accepted assignments that were submitted.",
    ),
    "00000000000000000070": (
        "Worker_PercentAssignmentsAbandoned",
        "The percentage of the worker's accepted assignments whose deadline passed.",
    ),
    "000000000000000000E0": (
        "Worker_PercentAssignmentsReturned",
        "The percentage of the worker's accepted assignments that were returned.",
    ),
}
_CREATED = int(datetime(2005, 11, 2, tzinfo=UTC).timestamp()) * 1_000_000
_TYPES = sa.table(
    "qualification_types",
    sa.column("id", sa.String),
    sa.column("account", sa.String),
    sa.column("created", sa.BigInteger),
    sa.column("name", sa.Text),
    sa.column("description", sa.Text),
    sa.column("status", sa.String),
    sa.column("is_requestable", sa.Boolean),
    sa.column("auto_granted", sa.Boolean),
    sa.column("words", sa.Text),
)


def upgrade() -> None:
    """Insert the types."""
    op.bulk_insert(
        _TYPES,
        [
            {
                "id": identifier,
                "account": "",
                "created": _CREATED,
                "name": name,
                "description": description,
                "status": "Active",
                "is_requestable": False,
                "auto_granted": False,
                "words": f"{name}\n{description}".casefold(),
            }
            for identifier, (name, description) in _NAMES.items()
        ],
    )
