"""Work within an arrival by a recruiting link: what may be accepted, and when all is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, update

from adapter.marketplace.assignments.state import RELEASED
from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import arrivals, assignments, hit_types, links

if TYPE_CHECKING:
    from adapter.marketplace.hits.state import Hit
    from adapter.marketplace.storage.transaction import AnyRow, Transaction


def check_arrival(transaction: Transaction, worker_id: str, arrival: int, hit: Hit) -> None:
    """Raise an error if the arrival's study has no such HIT, or no more of them for the worker.

    Args:
        transaction: a write transaction of the HIT's owner, in which nobody else accepts.
        worker_id: the worker.
        arrival: the serial of the worker's arrival.
        hit: the HIT.
    """
    row = _find(transaction, worker_id, arrival)
    if row is None or not _includes(transaction, row, hit):
        raise RequestError(f"{PREFIX}NotInStudy", "This task is not part of your study.")
    if row.outcome is not None:
        raise RequestError(f"{PREFIX}StudyFinished", "You have finished this study.")
    own = and_(assignments.c.worker_id == worker_id, assignments.c.arrival == arrival)
    taken = select(func.count()).where(own, assignments.c.status.not_in(RELEASED))
    if row.most_tasks is not None and transaction.execute(taken).scalar_one() >= row.most_tasks:
        text = f"Your study has {row.most_tasks} tasks for each participant, and you have them all."
        if row.most_tasks == 1:
            text = "Your study has one task for each participant, and you have it."
        raise RequestError(f"{PREFIX}StudyHasNoMoreTasks", text)


def settle_arrival(transaction: Transaction, assignment_id: str) -> None:
    """Settle the visit as completed if this was the last assignment that its link asks for.

    Args:
        transaction: a write transaction, in which the assignment was submitted.
        assignment_id: the assignment.
    """
    study = (
        select(arrivals.c.serial, arrivals.c.worker_id, links.c.most_tasks)
        .join(assignments, assignments.c.arrival == arrivals.c.serial)
        .join(links, links.c.id == arrivals.c.link_id)
        .where(assignments.c.id == assignment_id)
    )
    row = transaction.execute(study).first()
    if row is None or row.most_tasks is None:
        return
    own = and_(assignments.c.worker_id == row.worker_id, assignments.c.arrival == row.serial)
    done = select(func.count()).where(own, assignments.c.submitted.is_not(None))
    if transaction.execute(done).scalar_one() >= row.most_tasks:
        going = and_(arrivals.c.serial == row.serial, arrivals.c.outcome.is_(None))
        ended = {"finished": transaction.now, "outcome": "completed"}
        transaction.execute(update(arrivals).where(going).values(ended))


def _find(transaction: Transaction, worker_id: str, arrival: int) -> AnyRow | None:
    own = and_(arrivals.c.serial == arrival, arrivals.c.worker_id == worker_id)
    study = select(links.c.group_id, links.c.most_tasks, arrivals.c.outcome)
    of_account = study.join(arrivals, arrivals.c.link_id == links.c.id).where(
        own, links.c.account == transaction.account
    )
    return transaction.execute(of_account).first()


def _includes(transaction: Transaction, study: AnyRow, hit: Hit) -> bool:
    of_type = select(hit_types.c.group_id).where(hit_types.c.id == hit.type_id)
    group_id = transaction.execute(of_type).scalar_one()
    return study.group_id is None or study.group_id in (group_id, hit.type_id)
