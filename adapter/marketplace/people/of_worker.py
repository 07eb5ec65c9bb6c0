"""What one account knows of one worker: the work for it, and the qualifications that it granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.storage.tables import (
    assignments,
    hit_types,
    hits,
    qualification_types,
    qualifications,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An assignment of the worker.

    Attributes:
        id: the AssignmentId.
        reward_cents: at the time of the submission, or else now.
    """

    id: str
    hit_id: str
    title: str
    status: str
    reward_cents: int
    accepted: datetime
    submitted: datetime | None
    feedback: str | None


@dataclass(frozen=True, slots=True)
class GrantedQualification:
    """A qualification that the worker has."""

    type_id: str
    name: str
    value: int | None
    granted: datetime


def list_work_items(
    transaction: Transaction, worker_id: str, offset: int = 0, limit: int | None = None
) -> Sequence[WorkItem]:
    """Return the worker's assignments of the account's HITs, the newest first."""
    own = (
        select(
            assignments.c.id,
            assignments.c.hit_id,
            hit_types.c.title,
            assignments.c.status,
            func.coalesce(assignments.c.reward_cents, hit_types.c.reward_cents),
            assignments.c.accepted,
            assignments.c.submitted,
            assignments.c.feedback,
        )
        .join(hits, hits.c.id == assignments.c.hit_id)
        .join(hit_types, hit_types.c.id == hits.c.type_id)
        .where(assignments.c.worker_id == worker_id, assignments.c.account == transaction.account)
        .order_by(assignments.c.serial.desc())
    )
    return [WorkItem(*row) for row in transaction.execute(own.offset(offset).limit(limit))]


def list_granted_qualifications(
    transaction: Transaction, worker_id: str
) -> Sequence[GrantedQualification]:
    """Return the worker's qualifications of the account's types, by name."""
    types = qualification_types.c
    own = (
        select(types.id, types.name, qualifications.c.value, qualifications.c.granted)
        .join(qualifications, qualifications.c.type_id == types.id)
        .where(
            qualifications.c.worker_id == worker_id,
            qualifications.c.status == "Granted",
            types.account == transaction.account,
        )
        .order_by(types.name, types.id)
    )
    return [GrantedQualification(*row) for row in transaction.execute(own)]
