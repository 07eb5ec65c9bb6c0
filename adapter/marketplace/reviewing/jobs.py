"""Decisions on many assignments: prepared, confirmed, and carried out a part at a time.

A job keeps which assignments were chosen, so that what is carried out is what its preview showed.
Each part is one transaction, which also saves how far the job is: a process that is killed loses
nothing, and nothing is paid twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, literal, select, update

from adapter.marketplace.errors import PREFIX, DoesNotExistError, RefusedCallError
from adapter.marketplace.reviewing.actions import (
    Action,
    State,
    build_call,
    explain_obstacle,
    select_states,
)
from adapter.marketplace.reviewing.lists import Selection, match_selection
from adapter.marketplace.storage.tables import assignments, review_job_items, review_jobs
from adapter.marketplace.validation import check_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from adapter.marketplace.reviewing.actions import Parameters
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

KEPT = timedelta(days=30)
"""How long a job is kept."""
PART = 200
"""How many calls are made in one transaction, which others wait for."""
_JOBS, _ITEMS = review_jobs.c, review_job_items.c


@dataclass(frozen=True, slots=True)
class Job:
    """A decision on many assignments.

    Attributes:
        batch: whose list they were chosen from.
        parameters: those that all calls share.
        size: the number of items: assignments, or for a block workers.
        position: how many items are done or refused.
        confirmed: when the requester confirmed it; None: it is a preview.
    """

    id: str
    batch: str
    action: Action
    parameters: Parameters
    size: int
    position: int
    confirmed: datetime | None

    @property
    def is_finished(self) -> bool:
        """Return whether every item is done or refused."""
        return self.confirmed is not None and self.position == self.size


def prepare_job(
    transaction: Transaction, action: Action, batch: str, chosen: Selection | Sequence[str]
) -> Job | None:
    """Keep which assignments an action is meant for, and return the job; None if there are none.

    Args:
        transaction: a write transaction of the batch's account.
        action: the action.
        batch: whose list they were chosen from.
        chosen: the whole of a list, or some AssignmentIds.
    """
    _delete_old_jobs(transaction)
    condition = (
        match_selection(transaction, chosen)
        if isinstance(chosen, Selection)
        else and_(assignments.c.account == transaction.account, assignments.c.id.in_(chosen))
    )
    return _insert_job(transaction, action, batch, condition)


def prepare_undo(transaction: Transaction, job: Job) -> Job | None:
    """Keep that the action of a job is to be undone where it was carried out.

    Returns:
        The new job; None if the action cannot be undone, or was not carried out anywhere.
    """
    if job.action.undo is None:
        return None
    done = select(_ITEMS.assignment_id).where(
        _ITEMS.job_id == job.id, _ITEMS.position < job.position, _ITEMS.refusal.is_(None)
    )
    return _insert_job(transaction, job.action.undo, job.batch, assignments.c.id.in_(done))


def find_job(transaction: Transaction, job_id: str) -> Job:
    """Return a job of the account; raises a DoesNotExistError if there is none."""
    own = and_(_JOBS.id == job_id, _JOBS.account == transaction.account)
    row: Any = transaction.execute(select(review_jobs).where(own)).first()
    if row is None:
        raise DoesNotExistError("Job", job_id)
    return Job(
        id=row.id,
        batch=row.batch_id,
        action=Action(row.action),
        parameters=row.parameters,
        size=row.size,
        position=row.position,
        confirmed=row.confirmed,
    )


def save_parameters(
    transaction: Transaction, job: Job, parameters: Parameters, *, confirmed: bool
) -> None:
    """Save the parameters of a job that is not confirmed yet.

    Args:
        transaction: a write transaction of the account.
        job: the job.
        parameters: those that all calls share.
        confirmed: whether to confirm it too, so that it can be carried out.

    Raises:
        ParameterValidationError: the operation takes no such parameters.
    """
    [first] = list_items(transaction, job, 0, 1)
    check_parameters(job.action.operation, _build_call(job, parameters, first))
    when = transaction.now if confirmed else None
    waiting = and_(_JOBS.id == job.id, _JOBS.confirmed.is_(None))
    change = update(review_jobs).where(waiting)
    transaction.execute(change.values(parameters=dict(parameters), confirmed=when))


def carry_out_part(marketplace: Marketplace, account: str, job_id: str) -> Job:
    """Carry out the next part of a confirmed job, and return how far it is.

    A call that is refused is noted, and the others go on.

    Raises:
        MarketplaceError: there is no such job, or the database failed.
    """
    with marketplace.begin_write(account) as transaction:
        job = find_job(transaction, job_id)
        if job.confirmed is None or job.is_finished:
            return job
        items = list_items(transaction, job, job.position, PART)
        for item in items:
            refusal = _carry_out(marketplace, transaction, job, item)
            if refusal is not None:
                _save_refusal(transaction, job, item.position, refusal)
        position = job.position + len(items)
        change = update(review_jobs).where(_JOBS.id == job.id)
        transaction.execute(change.values(position=position))
        return find_job(transaction, job_id)


def list_items(transaction: Transaction, job: Job, offset: int, limit: int) -> Sequence[AnyRow]:
    """Return items of the job by position: position, assignment_id, worker_id and refusal."""
    ordered = (
        select(_ITEMS.position, _ITEMS.assignment_id, _ITEMS.worker_id, _ITEMS.refusal)
        .where(_ITEMS.job_id == job.id, _ITEMS.position >= offset)
        .order_by(_ITEMS.position)
    )
    return transaction.execute(ordered.limit(limit)).all()


def _insert_job(
    transaction: Transaction, action: Action, batch: str, condition: ColumnElement[bool]
) -> Job | None:
    job_id = transaction.generate_id()
    row: dict[str, object] = {
        "id": job_id,
        "account": transaction.account,
        "batch_id": batch,
        "action": action.value,
        "parameters": {},
        "size": 0,
        "position": 0,
        "made": transaction.now,
    }
    transaction.execute(insert(review_jobs), row)
    size = _insert_items(transaction, job_id, condition, by_worker=action.is_of_workers)
    if not size:
        transaction.execute(delete(review_jobs).where(_JOBS.id == job_id))
        return None
    transaction.execute(update(review_jobs).where(_JOBS.id == job_id).values(size=size))
    return find_job(transaction, job_id)


def _insert_items(
    transaction: Transaction, job_id: str, condition: ColumnElement[bool], *, by_worker: bool
) -> int:
    """Insert the assignments, or one assignment of each worker, in the order of submission."""
    columns = assignments.c
    rows = select(columns.id, columns.worker_id, columns.submitted).where(condition)
    if by_worker:
        rows = rows.with_only_columns(
            func.min(columns.id).label("id"),
            columns.worker_id,
            func.min(columns.submitted).label("submitted"),
        ).group_by(columns.worker_id)
    chosen = rows.subquery().c
    position = func.row_number().over(order_by=(chosen.submitted, chosen.id)) - 1
    numbered = select(literal(job_id), position, chosen.id, chosen.worker_id)
    names = ("job_id", "position", "assignment_id", "worker_id")
    transaction.execute(insert(review_job_items).from_select(names, numbered))
    # Not every driver counts the rows of such a statement.
    size = select(func.count()).where(_ITEMS.job_id == job_id)
    return int(transaction.execute(size).scalar_one())


def _delete_old_jobs(transaction: Transaction) -> None:
    old = and_(_JOBS.account == transaction.account, _JOBS.made < transaction.now - KEPT)
    of_old = _ITEMS.job_id.in_(select(_JOBS.id).where(old))
    transaction.execute(delete(review_job_items).where(of_old))
    transaction.execute(delete(review_jobs).where(old))


def _carry_out(
    marketplace: Marketplace, transaction: Transaction, job: Job, item: AnyRow
) -> str | None:
    """Make the call for one item; return why it is refused, or None."""
    call = _build_call(job, job.parameters, item)
    try:
        marketplace.call_within(transaction, job.action.operation, call)
    except RefusedCallError as error:
        return _explain_refusal(transaction, job.action, item.assignment_id, error)
    return None


def _build_call(job: Job, parameters: Parameters, item: AnyRow) -> Mapping[str, str | bool]:
    token = f"{job.id}-{item.position}"
    return build_call(job.action, parameters, item.assignment_id, item.worker_id, token)


def _explain_refusal(
    transaction: Transaction, action: Action, assignment_id: str, error: RefusedCallError
) -> str:
    if error.code == f"{PREFIX}InsufficientFunds":
        return "There was not enough money in the account."
    of_item = select_states(transaction).where(assignments.c.id == assignment_id)
    row = transaction.execute(of_item).first()
    return (row and explain_obstacle(action, State(*row))) or error.message


def _save_refusal(transaction: Transaction, job: Job, position: int, refusal: str) -> None:
    of_item = and_(_ITEMS.job_id == job.id, _ITEMS.position == position)
    transaction.execute(update(review_job_items).where(of_item).values(refusal=refusal))
