"""Find the workers that the database knows from requests, qualifications, assignments or blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, or_, select

from adapter.marketplace.storage.tables import (
    assignments,
    qualification_requests,
    qualifications,
    worker_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.marketplace.storage.transaction import Transaction

_TABLES = (assignments, qualification_requests, qualifications, worker_blocks)
_KNOWN = select(
    or_(*(exists().where(each.c.worker_id == bindparam("worker_id")) for each in _TABLES))
)
_WORKED = (
    select(assignments.c.worker_id)
    .where(
        assignments.c.account == bindparam("account"),
        assignments.c.worker_id.in_(bindparam("worker_ids", expanding=True)),
        assignments.c.status.in_(("Approved", "Rejected")),
    )
    .distinct()
)


def is_known_worker(transaction: Transaction, worker_id: str) -> bool:
    """Return whether any account has data of this worker."""
    return bool(transaction.connection.execute(_KNOWN, {"worker_id": worker_id}).scalar())


def find_reviewed_workers(transaction: Transaction, worker_ids: Sequence[str]) -> frozenset[str]:
    """Return those workers of whom the account has approved or rejected an assignment."""
    values = {"account": transaction.account, "worker_ids": list(worker_ids)}
    return frozenset(row.worker_id for row in transaction.connection.execute(_WORKED, values))
