"""List batches with the numbers of their HITs and assignments, and what they cost so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, case, exists, func, select, type_coerce

from adapter.marketplace.batch_summaries.batch_id import (
    BatchId,
    parse_batch_id,
    select_hits,
)
from adapter.marketplace.hits.state import AVAILABLE, DISPOSED
from adapter.marketplace.statistics import BONUS, BONUS_FEE
from adapter.marketplace.storage.batch_ids import build_label
from adapter.marketplace.storage.tables import assignments, bonus_payments, hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Select

    from adapter.marketplace.storage.transaction import AnyRow, Transaction


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch.

    Attributes:
        id: which one.
        group_id: the HITGroupId.
        title: of its type, and so for `reward_cents`.
    """

    id: BatchId
    group_id: str
    title: str
    reward_cents: int


@dataclass(frozen=True, slots=True)
class BatchSummary(Batch):
    """A batch, and how far it is.

    Attributes:
        created: of its newest HIT.
        expires: the latest expiration of its HITs.
        hits: the number of its HITs.
        expired: how many of them have expired.
        open: how many assignments workers may still accept.
        accepted: how many workers work on, and so for the numbers that follow.
        submitted: how many wait for a decision.
        cost_cents: the rewards of approved assignments and the bonuses, with fees.
    """

    created: datetime
    expires: datetime
    hits: int
    expired: int
    open: int
    accepted: int
    submitted: int
    approved: int
    rejected: int
    cost_cents: int


def list_batches(
    transaction: Transaction, search: str, offset: int, limit: int
) -> Sequence[BatchSummary]:
    """Return batches of the account, the newest first.

    Args:
        transaction: a transaction of the account.
        search: a part of the title, the HITTypeId or the BatchId; empty: all.
        offset: how many to leave out.
        limit: the maximum number.
    """
    wanted = [hits.c.account == transaction.account, hits.c.status != DISPOSED]
    if search:
        label = build_label(transaction)
        wanted.append(
            hit_types.c.title.icontains(search, autoescape=True)
            | (hit_types.c.id == search)
            | (label == search)
        )
    found = _select(transaction, wanted).offset(offset).limit(limit)
    return _build_summaries(transaction, transaction.execute(found).all())


def find_batch(transaction: Transaction, batch: BatchId) -> Batch | None:
    """Return the batch; None if it is not one of the account."""
    found = select(hit_types.c.group_id, hit_types.c.title, hit_types.c.reward_cents).where(
        hit_types.c.id == batch.type_id, exists().where(select_hits(transaction, batch))
    )
    row = transaction.execute(found).first()
    return None if row is None else Batch(batch, *row)


def summarize_batch(transaction: Transaction, batch: BatchId) -> BatchSummary | None:
    """Return the batch and how far it is; None if it is not one of the account."""
    rows = transaction.execute(_select(transaction, [select_hits(transaction, batch)])).all()
    return next(iter(_build_summaries(transaction, rows)), None)


def _select(transaction: Transaction, wanted: Sequence[ColumnElement[bool]]) -> Select[Any]:
    label = build_label(transaction).label("label")
    return (
        select(
            hits.c.type_id,
            label,
            hit_types.c.group_id,
            hit_types.c.title,
            hit_types.c.reward_cents,
            func.max(hits.c.created).label("created"),
            func.max(hits.c.expiration).label("expires"),
            func.count().label("hits"),
            func.sum(case((hits.c.expired, 1), else_=0)).label("expired"),
            func.sum(AVAILABLE).label("open"),
            func.sum(hits.c.pending).label("accepted"),
            func.sum(hits.c.submitted).label("submitted"),
        )
        .join_from(hits, hit_types, hit_types.c.id == hits.c.type_id)
        .where(*wanted)
        .group_by(hits.c.type_id, label, hit_types.c.id, hit_types.c.serial)
        .order_by(func.max(hits.c.created).desc(), hit_types.c.serial.desc(), label)
    )


def _build_summaries(transaction: Transaction, rows: Sequence[AnyRow]) -> Sequence[BatchSummary]:
    ids = [BatchId(row.type_id, row.label) for row in rows]
    decided, bonuses = _count_decided(transaction, ids), _sum_bonuses(transaction, ids)
    return [
        BatchSummary(
            id=each,
            group_id=row.group_id,
            title=row.title,
            reward_cents=row.reward_cents,
            created=row.created,
            expires=row.expires,
            hits=row.hits,
            expired=int(row.expired),
            open=int(row.open),
            accepted=int(row.accepted),
            submitted=int(row.submitted),
            approved=decided[each]["Approved"][0],
            rejected=decided[each]["Rejected"][0],
            cost_cents=decided[each]["Approved"][1] + bonuses.get(each, 0),
        )
        for each, row in zip(ids, rows, strict=True)
    ]


def _count_decided(
    transaction: Transaction, ids: Sequence[BatchId]
) -> Mapping[BatchId, Mapping[str, tuple[int, int]]]:
    """Return for each batch and status how many assignments are decided, and their cost."""
    batch_id, status = assignments.c.batch_id, assignments.c.status
    counts = (
        select(batch_id, status, func.count(), func.sum(assignments.c.cost_cents))
        .where(
            assignments.c.account == transaction.account,
            batch_id.in_([str(each) for each in ids]),
            status.in_(("Approved", "Rejected")),
        )
        .group_by(batch_id, status)
    )
    found: dict[BatchId, dict[str, tuple[int, int]]] = defaultdict(
        lambda: defaultdict(lambda: (0, 0))
    )
    for batch, of_status, number, cost in transaction.execute(counts):
        found[parse_batch_id(batch)][of_status] = (number, int(cost or 0))
    return found


def _sum_bonuses(transaction: Transaction, ids: Sequence[BatchId]) -> Mapping[BatchId, int]:
    batch_id = assignments.c.batch_id
    sums = (
        select(batch_id, type_coerce(func.sum(BONUS + BONUS_FEE), BigInteger))
        .join_from(bonus_payments, assignments, assignments.c.id == bonus_payments.c.assignment_id)
        .where(
            bonus_payments.c.account == transaction.account,
            batch_id.in_([str(each) for each in ids]),
        )
        .group_by(batch_id)
    )
    return {parse_batch_id(batch): int(cents) for batch, cents in transaction.execute(sums)}
