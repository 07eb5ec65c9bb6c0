"""Read the Question of any HIT, for the page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.marketplace.errors import HITDoesNotExistError
from adapter.marketplace.hits.state import DISPOSED
from adapter.marketplace.storage.tables import hits

if TYPE_CHECKING:
    from adapter.marketplace.service import Marketplace


def read_question(marketplace: Marketplace, hit_id: str) -> str | None:
    """Return the Question of a HIT of any account; None if a seeded HIT has none."""
    wanted = select(hits.c.question).where(hits.c.id == hit_id, hits.c.status != DISPOSED)
    with marketplace.begin_read("") as transaction:
        row = transaction.execute(wanted).first()
    if row is None:
        raise HITDoesNotExistError(hit_id)
    question: str | None = row.question
    return question
