"""Find the assignments of a worker: one, those in work, and those submitted by day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from adapter.marketplace.accounts.balance import parse_cents
from adapter.marketplace.errors import DoesNotExistError
from adapter.marketplace.storage.tables import assignments, bonus_payments, hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import AnyRow, Transaction


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment, with what a worker sees of its HIT.

    Attributes:
        id: the AssignmentId.
        requester: the account of the requester, which is not shown to workers.
        reward_cents: the reward at the time of the submission, or else of the HIT now.
        status: Accepted, Submitted, Approved, Rejected, Returned or Abandoned; Abandoned also if
            the deadline has passed.
        question: None if a seeded HIT has none.
        feedback: what the requester wrote with the decision; None if nothing.
        bonuses: the amounts in cents and the reasons, the oldest first.
    """

    id: str
    worker_id: str
    hit_id: str
    group_id: str
    requester: str
    title: str
    description: str
    reward_cents: int
    status: str
    accepted: datetime
    deadline: datetime
    submitted: datetime | None
    question: str | None
    feedback: str | None
    bonuses: Sequence[tuple[int, str]] = ()

    @property
    def earned_cents(self) -> int:
        """Return the reward, if the work is approved, and the bonuses."""
        reward = self.reward_cents if self.status == "Approved" else 0
        return reward + sum(cents for cents, _ in self.bonuses)


@dataclass(frozen=True, slots=True)
class Day:
    """What a worker submitted on a day in UTC, and what came of it until now."""

    date: date
    submitted: int
    approved: int
    rejected: int
    waiting_cents: int
    earned_cents: int


# A submitted assignment keeps the reward of its time, whatever becomes of the HIT's type.
REWARD_CENTS = func.coalesce(assignments.c.reward_cents, hit_types.c.reward_cents)
_SELECT = (
    select(
        assignments.c.id,
        assignments.c.worker_id,
        assignments.c.hit_id,
        hit_types.c.group_id,
        assignments.c.account,
        hit_types.c.title,
        hit_types.c.description,
        REWARD_CENTS,
        assignments.c.status,
        assignments.c.accepted,
        assignments.c.deadline,
        assignments.c.submitted,
        hits.c.question,
        assignments.c.feedback,
    )
    .join(hits, hits.c.id == assignments.c.hit_id)
    .join(hit_types, hit_types.c.id == hits.c.type_id)
)


def find_work(transaction: Transaction, assignment_id: str) -> Work:
    """Return any worker's assignment, of any account.

    Raises:
        DoesNotExistError: nothing has the id.
    """
    row = transaction.execute(_SELECT.where(assignments.c.id == assignment_id)).first()
    if row is None:
        raise DoesNotExistError("Assignment", assignment_id)
    return _build_work(transaction, row)


def list_queue(transaction: Transaction, worker_id: str) -> list[Work]:
    """Return the assignments that the worker can still submit, the nearest deadline first."""
    own = _SELECT.where(_match_queue(transaction, worker_id))
    rows = transaction.execute(own.order_by(assignments.c.deadline, assignments.c.serial))
    return [_build_work(transaction, row) for row in rows]


def count_queue(transaction: Transaction, worker_id: str) -> int:
    """Return how many assignments the worker can still submit."""
    query = select(func.count()).where(_match_queue(transaction, worker_id))
    return int(transaction.execute(query).scalar_one())


def _match_queue(transaction: Transaction, worker_id: str) -> ColumnElement[bool]:
    """Return the condition of the assignments that the worker can still submit."""
    return and_(
        assignments.c.worker_id == worker_id,
        assignments.c.status == "Accepted",
        assignments.c.deadline > transaction.now,
    )


def list_submitted(transaction: Transaction, worker_id: str, day: date | None = None) -> list[Work]:
    """Return what the worker submitted, the latest first, with its bonuses.

    Args:
        transaction: a read transaction, after due changes were applied.
        worker_id: the worker.
        day: the day in UTC; None: every day.
    """
    own = _SELECT.where(assignments.c.worker_id == worker_id, assignments.c.submitted.is_not(None))
    if day is not None:
        start, end = (datetime.combine(day, each, UTC) for each in (time.min, time.max))
        own = own.where(assignments.c.submitted.between(start, end))
    latest = own.order_by(assignments.c.submitted.desc(), assignments.c.serial.desc())
    found = [_build_work(transaction, row) for row in transaction.execute(latest)]
    bonuses = _list_bonuses(transaction, worker_id)
    return [replace(each, bonuses=tuple(bonuses.get(each.id, ()))) for each in found]


def sum_days(found: Iterable[Work]) -> list[Day]:
    """Return the days of submitted work, in the order of the work."""
    days: dict[date, list[Work]] = {}
    for each in found:
        assert each.submitted is not None  # noqa: S101 (`list_submitted` selects by it)
        days.setdefault(each.submitted.date(), []).append(each)
    return [_sum_day(day, works) for day, works in days.items()]


def _sum_day(day: date, works: Sequence[Work]) -> Day:
    return Day(
        date=day,
        submitted=len(works),
        approved=sum(each.status == "Approved" for each in works),
        rejected=sum(each.status == "Rejected" for each in works),
        waiting_cents=sum(each.reward_cents for each in works if each.status == "Submitted"),
        earned_cents=sum(each.earned_cents for each in works),
    )


def _build_work(transaction: Transaction, row: AnyRow) -> Work:
    work = Work(*row)
    late = work.status == "Accepted" and work.deadline <= transaction.now
    return replace(work, status="Abandoned") if late else work


def _list_bonuses(transaction: Transaction, worker_id: str) -> Mapping[str, list[tuple[int, str]]]:
    """Return the worker's bonuses by assignment."""
    columns = bonus_payments.c
    own = select(columns.assignment_id, columns.amount, columns.reason).where(
        columns.worker_id == worker_id
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for assignment_id, amount, reason in transaction.execute(own.order_by(columns.serial)):
        found.setdefault(assignment_id, []).append((parse_cents(amount), reason or ""))
    return found
