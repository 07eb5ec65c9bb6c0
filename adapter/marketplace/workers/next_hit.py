"""Choose the next HIT of a group for a worker, and accept it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, select

from adapter.marketplace.assignments.state import RELEASED
from adapter.marketplace.storage.tables import assignments, hits
from adapter.marketplace.workers.assignments import accept_hit

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Transaction


def find_next_hit(
    transaction: Transaction, worker_id: str, type_id: str, after: str | None = None
) -> str | None:
    """Return the id of a HIT of the type that the worker can accept, or None if none is left.

    Args:
        transaction: a transaction, after due changes were applied.
        worker_id: the worker.
        type_id: the HITTypeId.
        after: a HIT to go on from: the ones created later come first, and it comes last.
    """
    ordered = select(hits.c.id).where(_match_open(worker_id, type_id)).order_by(hits.c.serial)
    if after is not None:
        serial = select(hits.c.serial).where(hits.c.id == after).scalar_subquery()
        later = transaction.execute(ordered.where(hits.c.serial > serial).limit(1)).scalar()
        if later is not None:
            return str(later)
    found: str | None = transaction.execute(ordered.limit(1)).scalar()
    return found


def accept_next(
    transaction: Transaction,
    worker_id: str,
    type_id: str,
    after: str | None = None,
    arrival: int | None = None,
) -> str | None:
    """Return the AssignmentId of the next HIT of the type; None if none is left for the worker.

    An assignment that the worker has in work, other than one of `after`, is returned instead of a
    new one, so that a call that is repeated accepts nothing twice.

    Args:
        transaction: a write transaction of the HITs' owner.
        worker_id: the worker.
        type_id: the HITTypeId.
        after: the HIT that the worker did or skips.
        arrival: see `accept_hit`.
    """
    others = and_(hits.c.type_id == type_id, hits.c.id != (after or ""))
    held = _find_held(transaction, worker_id, others)
    if held is not None:
        return held
    hit_id = find_next_hit(transaction, worker_id, type_id, after)
    if hit_id is None or hit_id == after:
        return None
    return _accept(transaction, worker_id, hit_id, arrival)


def accept_wanted(
    transaction: Transaction,
    worker_id: str,
    type_id: str,
    hit_id: str,
    arrival: int | None = None,
) -> str | None:
    """Return the AssignmentId of this HIT, or of another of its type if others took it.

    Args:
        transaction: a write transaction of the HIT's owner.
        worker_id: the worker.
        type_id: the HITTypeId.
        hit_id: the HIT that the worker saw. If it is in work already, nothing is accepted.
        arrival: see `accept_hit`.
    """
    held = _find_held(transaction, worker_id, hits.c.id == hit_id)
    if held is not None:
        return held
    is_open = select(hits.c.id).where(_match_open(worker_id, type_id), hits.c.id == hit_id)
    if transaction.execute(is_open).first() is None:
        return accept_next(transaction, worker_id, type_id, arrival=arrival)
    return _accept(transaction, worker_id, hit_id, arrival)


def _accept(transaction: Transaction, worker_id: str, hit_id: str, arrival: int | None) -> str:
    accepted: str = accept_hit(transaction, worker_id, hit_id, arrival=arrival)["AssignmentId"]
    return accepted


def _find_held(
    transaction: Transaction, worker_id: str, of_hits: ColumnElement[bool]
) -> str | None:
    """Return the AssignmentId of one of these HITs that the worker has in work, or None."""
    held = (
        select(assignments.c.id)
        .join(hits, hits.c.id == assignments.c.hit_id)
        .where(
            assignments.c.worker_id == worker_id,
            assignments.c.status == "Accepted",
            of_hits,
        )
    )
    latest = held.order_by(assignments.c.serial.desc()).limit(1)
    found: str | None = transaction.execute(latest).scalar()
    return found


def _match_open(worker_id: str, type_id: str) -> ColumnElement[bool]:
    """Return the condition of the HITs on offer that the worker neither does nor did."""
    done = exists().where(
        assignments.c.hit_id == hits.c.id,
        assignments.c.worker_id == worker_id,
        assignments.c.status.not_in(RELEASED),
    )
    return and_(hits.c.type_id == type_id, hits.c.status == "Assignable", ~done)
