"""The batch of a HIT, and of its assignments, as expressions of SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select, update

from adapter.marketplace.storage.tables import assignments, hits

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect

    from adapter.marketplace.storage.transaction import Transaction

_PREFIX = "BatchId:"
_FIND = {"sqlite": func.instr, "postgresql": func.strpos}


def build_label(transaction: Transaction) -> ColumnElement[str | None]:
    """Return the BatchId of a HIT as an expression; one with a slash is none, as a URL has it."""
    annotation, begin = hits.c.annotation, len(_PREFIX) + 1
    find = _FIND[transaction.connection.dialect.name]
    label = func.substr(annotation, begin, find(annotation + ";", ";") - begin)
    return case((annotation.startswith(_PREFIX) & ~label.contains("/"), label))


def select_batch_id(
    transaction: Transaction, of_hit: ColumnElement[bool]
) -> ScalarSelect[str | None]:
    """Return the subquery of the id of a HIT's batch, as it stands in URLs.

    Args:
        transaction: a transaction on the database.
        of_hit: the condition for the HIT.
    """
    label = func.coalesce("-" + build_label(transaction), "")
    return select(hits.c.type_id + label).where(of_hit).scalar_subquery()


def save_batch_ids(transaction: Transaction, condition: ColumnElement[bool]) -> None:
    """Save with these assignments the batch of their HIT."""
    batch_id = select_batch_id(transaction, hits.c.id == assignments.c.hit_id)
    transaction.execute(update(assignments).where(condition).values(batch_id=batch_id))
