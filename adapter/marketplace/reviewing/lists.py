"""List the assignments of a batch for their review: cut and sorted by the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, and_, case, func, select, type_coerce

from adapter.marketplace.accounts.balance import parse_cents
from adapter.marketplace.reviewing.records import find_blocked, find_records
from adapter.marketplace.storage.tables import assignments, bonus_payments, hit_types, hits
from adapter.marketplace.workers.work import REWARD_CENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from adapter.marketplace.reviewing.records import WorkerRecord
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_SHORT_ANSWER = 20_000
"""The longest answer, in characters, that a list reads."""


class Sort(StrEnum):
    """What a list of assignments is sorted by."""

    SUBMITTED = "submitted"
    SPENT = "spent"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which assignments a list has.

    Attributes:
        batch: the batch, as URLs name it.
        status: Accepted, Submitted, Approved or Rejected.
        worker_id: of one worker; None: of all. So for `hit_id`.
    """

    batch: str
    status: str = "Submitted"
    worker_id: str | None = None
    hit_id: str | None = None


@dataclass(frozen=True, slots=True)
class ListedAssignment:
    """An assignment in a list.

    Attributes:
        reward_cents: at the time of the submission, or else of the HIT now.
        answer: None if there is none, or it is too long for a list.
        answer_length: in characters.
        bonus_cents: the sum of its bonuses.
        record: how the account decided on the worker's assignments.
        is_blocked: whether the account blocked the worker.
    """

    id: str
    hit_id: str
    worker_id: str
    status: str
    accepted: datetime
    deadline: datetime
    submitted: datetime | None
    auto_approval: datetime | None
    feedback: str | None
    reward_cents: int
    answer: str | None
    answer_length: int
    bonus_cents: int
    record: WorkerRecord
    is_blocked: bool

    @property
    def seconds(self) -> int | None:
        """Return the time between acceptance and submission."""
        if self.submitted is None:
            return None
        return int((self.submitted - self.accepted).total_seconds())


_LENGTH = func.coalesce(func.length(assignments.c.answer), 0)
_SELECT = (
    select(
        assignments.c.id,
        assignments.c.hit_id,
        assignments.c.worker_id,
        assignments.c.status,
        assignments.c.accepted,
        assignments.c.deadline,
        assignments.c.submitted,
        assignments.c.auto_approval,
        assignments.c.feedback,
        REWARD_CENTS.label("reward_cents"),
        case((_LENGTH <= _SHORT_ANSWER, assignments.c.answer)).label("answer"),
        _LENGTH.label("answer_length"),
    )
    .join(hits, hits.c.id == assignments.c.hit_id)
    .join(hit_types, hit_types.c.id == hits.c.type_id)
)


def match_selection(transaction: Transaction, selection: Selection) -> ColumnElement[bool]:
    """Return the condition of the assignments that the list has."""
    return and_(_match_any_status(transaction, selection), assignments.c.status == selection.status)


def count_statuses(transaction: Transaction, selection: Selection) -> Mapping[str, int]:
    """Return how many assignments have each status, whatever status is selected."""
    counted = (
        select(assignments.c.status, func.count())
        .where(_match_any_status(transaction, selection))
        .group_by(assignments.c.status)
    )
    return defaultdict(int, {row[0]: row[1] for row in transaction.execute(counted)})


def list_assignments(
    transaction: Transaction, selection: Selection, order: str, offset: int, limit: int
) -> list[ListedAssignment]:
    """Return a part of the list.

    Args:
        transaction: a transaction of the batch's account, after due changes were applied.
        selection: which assignments.
        order: a value of `Sort`, with a minus before it for the reverse order.
        offset: how many to leave out.
        limit: the maximum number.
    """
    cut = (
        select(assignments.c.id)
        .where(match_selection(transaction, selection))
        .order_by(*_build_order(order, selection.status))
        .offset(offset)
        .limit(limit)
    )
    ids = list(transaction.execute(cut).scalars())
    rows = {row.id: row for row in transaction.execute(_SELECT.where(assignments.c.id.in_(ids)))}
    return _build_assignments(transaction, [rows[each] for each in ids])


def _match_any_status(transaction: Transaction, selection: Selection) -> ColumnElement[bool]:
    conditions = [
        assignments.c.account == transaction.account,
        assignments.c.batch_id == selection.batch,
    ]
    if selection.worker_id is not None:
        conditions.append(assignments.c.worker_id == selection.worker_id)
    if selection.hit_id is not None:
        conditions.append(assignments.c.hit_id == selection.hit_id)
    return and_(*conditions)


def _build_order(order: str, status: str) -> list[ColumnElement[object]]:
    """Return the terms of ORDER BY; ties follow the direction, as the index does."""
    submitted, accepted = (
        type_coerce(column, BigInteger)
        for column in (assignments.c.submitted, assignments.c.accepted)
    )
    by_time = accepted if status == "Accepted" else submitted
    terms = {
        Sort.SUBMITTED: by_time,
        Sort.SPENT: submitted - accepted,
        Sort.WORKER: assignments.c.worker_id,
    }
    chosen = (terms[Sort(order.removeprefix("-"))], assignments.c.id)
    return [each.desc() if order.startswith("-") else each.asc() for each in chosen]


def _build_assignments(transaction: Transaction, rows: Sequence[AnyRow]) -> list[ListedAssignment]:
    workers = {row.worker_id for row in rows}
    records, blocked = find_records(transaction, workers), find_blocked(transaction, workers)
    bonuses = _sum_bonuses(transaction, [row.id for row in rows])
    return [
        ListedAssignment(
            **row._asdict(),
            bonus_cents=bonuses[row.id],
            record=records[row.worker_id],
            is_blocked=row.worker_id in blocked,
        )
        for row in rows
    ]


def _sum_bonuses(transaction: Transaction, ids: Sequence[str]) -> Mapping[str, int]:
    columns = bonus_payments.c
    paid = select(columns.assignment_id, columns.amount).where(columns.assignment_id.in_(ids))
    sums: dict[str, int] = defaultdict(int)
    for assignment_id, amount in transaction.execute(paid):
        sums[assignment_id] += parse_cents(amount)
    return sums
