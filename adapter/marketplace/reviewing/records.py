"""What an account decided on a worker until now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.storage.tables import assignments, worker_blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from adapter.marketplace.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """How many of a worker's assignments the account approved and rejected."""

    approved: int = 0
    rejected: int = 0

    @property
    def decided(self) -> int:
        """Return on how many the account decided."""
        return self.approved + self.rejected

    @property
    def percent(self) -> int | None:
        """Return how many percent were approved, rounded down; None if none was decided."""
        return self.approved * 100 // self.decided if self.decided else None


def find_records(
    transaction: Transaction, worker_ids: Collection[str]
) -> Mapping[str, WorkerRecord]:
    """Return the record of each of these workers with the account."""
    columns = assignments.c
    counted = (
        select(columns.worker_id, columns.status, func.count())
        .where(
            columns.worker_id.in_(worker_ids),
            columns.status.in_(("Approved", "Rejected")),
            columns.account == transaction.account,
        )
        .group_by(columns.worker_id, columns.status)
    )
    counts = {(worker, status): count for worker, status, count in transaction.execute(counted)}
    return {
        each: WorkerRecord(counts.get((each, "Approved"), 0), counts.get((each, "Rejected"), 0))
        for each in worker_ids
    }


def find_blocked(transaction: Transaction, worker_ids: Collection[str]) -> Mapping[str, str]:
    """Return why the account blocked those of these workers whom it blocked."""
    columns = worker_blocks.c
    blocked = select(columns.worker_id, columns.reason).where(
        columns.account == transaction.account, columns.worker_id.in_(worker_ids), ~columns.ended
    )
    return {worker: reason or "" for worker, reason in transaction.execute(blocked)}
