"""List batches with the numbers of their HITs and assignments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.batch_summaries.batch_id import BatchId, select_hits
from adapter.marketplace.hits.state import DISPOSED
from adapter.marketplace.storage.batch_ids import build_label
from adapter.marketplace.storage.tables import hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Select

    from adapter.marketplace.storage.transaction import AnyRow, Transaction


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """A batch, and how far it is.

    Attributes:
        id: which one.
        group_id: the HITGroupId.
        title: of its type, and so for `reward_cents`.
        created: of its newest HIT.
        hits: the number of its HITs.
        assignments: how many assignments they may have.
        accepted: how many of them workers have, and so for the numbers that follow.
        submitted: wait for a review.
        reviewed: are approved or rejected.
    """

    id: BatchId
    group_id: str
    title: str
    reward_cents: int
    created: datetime
    hits: int
    assignments: int
    accepted: int
    submitted: int
    reviewed: int


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
    return [_read(row) for row in transaction.execute(found)]


def find_batch(transaction: Transaction, batch: BatchId) -> BatchSummary | None:
    """Return the batch; None if it is not one of the account."""
    row = transaction.execute(_select(transaction, [select_hits(transaction, batch)])).first()
    return None if row is None else _read(row)


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
            func.count().label("hits"),
            func.sum(hits.c.max_assignments).label("assignments"),
            func.sum(hits.c.pending).label("accepted"),
            func.sum(hits.c.submitted).label("submitted"),
            func.sum(hits.c.completed).label("reviewed"),
        )
        .join_from(hits, hit_types, hit_types.c.id == hits.c.type_id)
        .where(*wanted)
        .group_by(hits.c.type_id, label, hit_types.c.id, hit_types.c.serial)
        .order_by(func.max(hits.c.created).desc(), hit_types.c.serial.desc(), label)
    )


def _read(row: AnyRow) -> BatchSummary:
    type_id, label, group_id, title, reward_cents, created, *numbers = row
    counted = (int(each) for each in numbers)
    return BatchSummary(BatchId(type_id, label), group_id, title, reward_cents, created, *counted)
