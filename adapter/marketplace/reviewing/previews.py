"""What a job would do and cost now, and what it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.accounts.balance import compute_fee, get_account_balance, parse_cents
from adapter.marketplace.reviewing.actions import Action, State, explain_obstacle, select_states
from adapter.marketplace.storage.tables import assignments, review_job_items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.marketplace.reviewing.jobs import Job
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_ITEMS = review_job_items.c


@dataclass(frozen=True, slots=True)
class Preview:
    """What a job would do now.

    Attributes:
        ready: on how many items it is possible.
        obstacles: why it is not possible on the others, and on how many.
        cost_cents: what it costs, with fees; 0 if the amount of a bonus is not known yet.
        is_held: whether that is paid from the money on hold, and not from the available balance.
        released_cents: what comes back from the money on hold.
        available_cents: the available balance.
    """

    ready: int
    obstacles: Mapping[str, int]
    cost_cents: int
    is_held: bool
    released_cents: int
    available_cents: int

    @property
    def missing_cents(self) -> int:
        """Return how much more the account would need."""
        needed = 0 if self.is_held else self.cost_cents
        return max(0, needed - self.available_cents)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job did until now.

    Attributes:
        done: on how many items it was carried out.
        refusals: why it was not carried out on others, and on how many.
    """

    done: int
    refusals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class JobItem:
    """An assignment or a worker of a job.

    Attributes:
        obstacle: why the job is not possible on it, or was not carried out; None if it is or was.
    """

    assignment_id: str
    worker_id: str
    obstacle: str | None


def preview_job(transaction: Transaction, job: Job) -> Preview:
    """Return what the job would do now.

    Args:
        transaction: a transaction of the account, after due changes were applied.
        job: a job that is not confirmed.
    """
    ready, costs = 0, 0
    obstacles: Counter[str] = Counter()
    for *state, count, cost in _count_states(transaction, job):
        obstacle = explain_obstacle(job.action, State(*state))
        if obstacle is None:
            ready, costs = ready + count, costs + int(cost)
        else:
            obstacles[obstacle] += count
    balance = get_account_balance(transaction, {})
    return Preview(
        ready=ready,
        obstacles=obstacles,
        cost_cents=_compute_cost(job, ready, costs),
        is_held=job.action is Action.APPROVE,
        released_cents=costs if job.action is Action.REJECT else 0,
        available_cents=parse_cents(balance["AvailableBalance"]),
    )


def read_outcome(transaction: Transaction, job: Job) -> Outcome:
    """Return what the job did until now."""
    refused = _ITEMS.job_id == job.id, _ITEMS.refusal.is_not(None)
    counted = select(_ITEMS.refusal, func.count()).where(*refused).group_by(_ITEMS.refusal)
    refusals = {row[0]: row[1] for row in transaction.execute(counted)}
    return Outcome(job.position - sum(refusals.values()), refusals)


def list_job_items(
    transaction: Transaction, job: Job, offset: int, limit: int
) -> Sequence[JobItem]:
    """Return the items of a job in order, those first that were refused.

    Args:
        transaction: a transaction of the account.
        job: the job.
        offset: how many to leave out.
        limit: the maximum number.
    """
    part = (
        select(_ITEMS.assignment_id, _ITEMS.worker_id, _ITEMS.refusal, _ITEMS.position)
        .where(_ITEMS.job_id == job.id)
        .order_by(_ITEMS.refusal.is_(None), _ITEMS.position)
        .offset(offset)
        .limit(limit)
        .subquery()
    ).c
    rows = (
        select_states(transaction)
        .add_columns(part.assignment_id, part.worker_id, part.refusal)
        .where(part.assignment_id == assignments.c.id)
        .order_by(part.refusal.is_(None), part.position)
    )
    return [
        JobItem(
            assignment_id,
            worker_id,
            refusal if job.confirmed else explain_obstacle(job.action, State(*state)),
        )
        for *state, assignment_id, worker_id, refusal in transaction.execute(rows)
    ]


def _count_states(transaction: Transaction, job: Job) -> Sequence[AnyRow]:
    """Return the members of each state, and the number of its items and what they cost."""
    rows = (
        select_states(transaction)
        .add_columns(assignments.c.cost_cents)
        .join(review_job_items, _ITEMS.assignment_id == assignments.c.id)
        .where(_ITEMS.job_id == job.id)
        .subquery()
    )
    *state, cost = rows.c
    costs = func.coalesce(func.sum(cost), 0)
    return transaction.execute(select(*state, func.count(), costs).group_by(*state)).all()


def _compute_cost(job: Job, ready: int, rewards: int) -> int:
    """Return what the job costs, with fees.

    Args:
        job: the job.
        ready: on how many items it is possible.
        rewards: the sum of their rewards and fees.
    """
    match job.action:
        case Action.APPROVE | Action.OVERTURN:
            return rewards
        case Action.BONUS if "BonusAmount" in job.parameters:
            amount = parse_cents(job.parameters["BonusAmount"])
            return ready * (amount + compute_fee(amount))
        case _:
            return 0
