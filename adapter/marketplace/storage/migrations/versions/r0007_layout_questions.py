"""A Question for every HIT that was made of a layout."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapter.marketplace.documents import write_layout_question

revision = "0007"
down_revision = "0006"

_HITS = sa.table(
    "hits",
    sa.column("serial", sa.BigInteger),
    sa.column("question", sa.Text),
    sa.column("layout_id", sa.String),
    sa.column("layout_parameters", sa.JSON),
)


def upgrade() -> None:
    """Write the questions."""
    connection = op.get_bind()
    columns = (_HITS.c.serial, _HITS.c.layout_id, _HITS.c.layout_parameters)
    without = sa.and_(_HITS.c.question.is_(None), _HITS.c.layout_id.is_not(None))
    rows = connection.execute(sa.select(*columns).where(without)).all()
    questions = [
        {"key": serial, "text": write_layout_question(layout_id, parameters or ())}
        for serial, layout_id, parameters in rows
    ]
    if questions:
        change = sa.update(_HITS).where(_HITS.c.serial == sa.bindparam("key"))
        connection.execute(change.values(question=sa.bindparam("text")), questions)
