"""The times and the reward that statistics are counted from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_OF_TYPE = (
    "SELECT hit_types.reward_cents FROM hits JOIN hit_types ON hit_types.id = hits.type_id"
    " WHERE hits.id = assignments.hit_id"
)
_STATEMENTS = (
    # What was not stored is taken from the nearest time that was.
    "UPDATE hits SET status_since = CASE WHEN expired THEN expiration ELSE created END",
    "UPDATE assignments SET ended = deadline WHERE status = 'Abandoned'",
    "UPDATE assignments SET ended = accepted WHERE status = 'Returned'",
    f"UPDATE assignments SET reward_cents = ({_OF_TYPE}) WHERE cost_cents IS NOT NULL",  # noqa: S608 (constants)
)


def upgrade() -> None:
    """Create and fill the columns."""
    op.add_column("hits", sa.Column("status_since", sa.BigInteger()))
    op.add_column("assignments", sa.Column("ended", sa.BigInteger()))
    op.add_column("assignments", sa.Column("reward_cents", sa.BigInteger()))
    for statement in _STATEMENTS:
        op.execute(statement)
