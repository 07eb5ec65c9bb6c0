"""Find one assignment with all that its requester needs for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal, select, tuple_

from adapter.marketplace.accounts.balance import parse_cents
from adapter.marketplace.errors import DoesNotExistError
from adapter.marketplace.reviewing.actions import Action, State, explain_obstacle, select_states
from adapter.marketplace.reviewing.records import find_blocked, find_records
from adapter.marketplace.storage.tables import Time, assignments, bonus_payments, hit_types, hits
from adapter.marketplace.uploads import list_uploads
from adapter.marketplace.workers.work import REWARD_CENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from adapter.marketplace.reviewing.records import WorkerRecord
    from adapter.marketplace.storage.transaction import Transaction
    from adapter.marketplace.uploads import UploadMetadata


@dataclass(frozen=True, slots=True)
class Bonus:
    """A bonus that was paid, without its fee."""

    cents: int
    reason: str
    granted: datetime


@dataclass(frozen=True, slots=True)
class AssignmentDetails:
    """An assignment, its HIT, and what the account decided on its worker.

    Attributes:
        batch: as URLs name it.
        status: Accepted, Submitted, Approved, Rejected, Returned or Abandoned.
        ended: when it was returned or abandoned.
        reward_cents: at the time of the submission, or else of the HIT now.
        question: None if a seeded HIT has none.
        layout_parameters: the Name and Value of each, if the HIT was made of a layout.
        bonuses: the oldest first.
        uploads: the files of the answer by question.
        record: how the account decided on the worker's assignments.
        block_reason: why the account blocked the worker; None if it did not.
        actions: what can be decided now.
    """

    id: str
    batch: str
    hit_id: str
    title: str
    worker_id: str
    status: str
    accepted: datetime
    deadline: datetime
    submitted: datetime | None
    auto_approval: datetime | None
    approved: datetime | None
    rejected: datetime | None
    ended: datetime | None
    feedback: str | None
    answer: str | None
    reward_cents: int
    question: str | None
    layout_parameters: Sequence[Mapping[str, str]] | None
    bonuses: Sequence[Bonus]
    uploads: Mapping[str, UploadMetadata]
    record: WorkerRecord
    block_reason: str | None
    actions: frozenset[Action]

    @property
    def seconds(self) -> int | None:
        """Return the time between acceptance and submission."""
        if self.submitted is None:
            return None
        return int((self.submitted - self.accepted).total_seconds())


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The assignments of the batch that are to be reviewed, beside this one.

    Attributes:
        previous: the AssignmentId of the one submitted before it; None if there is none.
        following: the one submitted after it, or else the first.
        waiting: how many there are.
    """

    previous: str | None
    following: str | None
    waiting: int


_SELECT = (
    select(
        assignments.c.id,
        assignments.c.batch_id.label("batch"),
        assignments.c.hit_id,
        hit_types.c.title,
        assignments.c.worker_id,
        assignments.c.status,
        assignments.c.accepted,
        assignments.c.deadline,
        assignments.c.submitted,
        assignments.c.auto_approval,
        assignments.c.approved,
        assignments.c.rejected,
        assignments.c.ended,
        assignments.c.feedback,
        assignments.c.answer,
        REWARD_CENTS.label("reward_cents"),
        hits.c.question,
        hits.c.layout_parameters,
    )
    .join(hits, hits.c.id == assignments.c.hit_id)
    .join(hit_types, hit_types.c.id == hits.c.type_id)
)


def find_details(transaction: Transaction, assignment_id: str) -> AssignmentDetails:
    """Return an assignment of one of the account's HITs.

    Args:
        transaction: a transaction of the account, after due changes were applied.
        assignment_id: the assignment.

    Raises:
        DoesNotExistError: no such assignment exists, or it belongs to another account.
    """
    own = and_(assignments.c.id == assignment_id, assignments.c.account == transaction.account)
    row = transaction.execute(_SELECT.where(own)).first()
    if row is None:
        raise DoesNotExistError("Assignment", assignment_id)
    worker_id = row.worker_id
    return AssignmentDetails(
        **row._asdict(),
        bonuses=_list_bonuses(transaction, assignment_id),
        uploads=list_uploads(transaction, assignment_id),
        record=find_records(transaction, [worker_id])[worker_id],
        block_reason=find_blocked(transaction, [worker_id]).get(worker_id),
        actions=_list_actions(transaction, assignment_id),
    )


def find_neighbours(transaction: Transaction, details: AssignmentDetails) -> Neighbours:
    """Return which assignments of the batch wait for a review, before and after this one."""
    columns = assignments.c
    waiting = and_(
        columns.account == transaction.account,
        columns.batch_id == details.batch,
        columns.status == "Submitted",
    )
    place = tuple_(columns.submitted, columns.id)
    own = tuple_(literal(details.submitted or details.accepted, Time), literal(details.id))
    forth, back = (columns.submitted, columns.id), (columns.submitted.desc(), columns.id.desc())
    ids = select(columns.id).where(waiting).limit(1)
    after = transaction.execute(ids.where(place > own).order_by(*forth)).scalar()
    before = transaction.execute(ids.where(place < own).order_by(*back)).scalar()
    if after is None and before is not None:
        after = transaction.execute(ids.where(columns.id != details.id).order_by(*forth)).scalar()
    count = select(func.count()).where(waiting)
    return Neighbours(before, after, transaction.execute(count).scalar_one())


def _list_actions(transaction: Transaction, assignment_id: str) -> frozenset[Action]:
    of_assignment = select_states(transaction).where(assignments.c.id == assignment_id)
    state = State(*transaction.execute(of_assignment).one())
    return frozenset(each for each in Action if explain_obstacle(each, state) is None)


def _list_bonuses(transaction: Transaction, assignment_id: str) -> tuple[Bonus, ...]:
    columns = bonus_payments.c
    paid = (
        select(columns.amount, columns.reason, columns.granted)
        .where(columns.assignment_id == assignment_id)
        .order_by(columns.serial)
    )
    return tuple(
        Bonus(parse_cents(amount), reason or "", granted)
        for amount, reason, granted in transaction.execute(paid)
    )
