"""Blocks that keep workers from an account's HITs and qualifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, insert, or_, select, update

from adapter.marketplace.errors import InvalidValueError
from adapter.marketplace.storage.paging import Listing
from adapter.marketplace.storage.tables import (
    assignments,
    qualification_requests,
    qualifications,
    worker_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Params, Result, Transaction


_OWN = worker_blocks.c.account == bindparam("of_account")
_ONE = _OWN & (worker_blocks.c.worker_id == bindparam("of_worker"))
_FIND = select(worker_blocks.c.serial).where(_ONE, ~worker_blocks.c.ended)
_INSERT = insert(worker_blocks)
_CHANGE = update(worker_blocks).where(_ONE).values(reason=bindparam("new_reason"), ended=False)
# The row stays: a page of a list that was read before can still show it.
_END = update(worker_blocks).where(_ONE).values(ended=True)


def create_worker_block(transaction: Transaction, params: Params) -> Result:
    """Block a worker; for a worker who is blocked already, replace the reason."""
    worker_id, reason = params["WorkerId"], params["Reason"]
    if not is_known_worker(transaction, worker_id):
        raise InvalidValueError("WorkerId", worker_id)
    changed = {**_key(transaction, worker_id), "new_reason": reason}
    if transaction.execute(_CHANGE, changed).rowcount == 0:
        row = {"account": transaction.account, "worker_id": worker_id, "reason": reason}
        transaction.execute(_INSERT, row)
    return {}


def delete_worker_block(transaction: Transaction, params: Params) -> Result:
    """Unblock a worker; a worker who is not blocked is no error."""
    transaction.execute(_END, _key(transaction, params["WorkerId"]))
    return {}


def _match_blocked(transaction: Transaction, _params: Params) -> ColumnElement[bool]:
    """Return the condition of the workers that the caller blocked."""
    return and_(worker_blocks.c.account == transaction.account, ~worker_blocks.c.ended)


BLOCKS = Listing(
    "WorkerBlocks",
    select(worker_blocks.c.worker_id.label("WorkerId"), worker_blocks.c.reason.label("Reason")),
    worker_blocks.c.serial,
    _match_blocked,
    worker_blocks.c.worker_id,
)


def is_blocked(transaction: Transaction, worker_id: str) -> bool:
    """Return whether the account blocked this worker."""
    return transaction.execute(_FIND, _key(transaction, worker_id)).first() is not None


def _key(transaction: Transaction, worker_id: str) -> dict[str, str]:
    return {"of_account": transaction.account, "of_worker": worker_id}


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
    return bool(transaction.execute(_KNOWN, {"worker_id": worker_id}).scalar())


def find_reviewed_workers(transaction: Transaction, worker_ids: Sequence[str]) -> frozenset[str]:
    """Return those workers of whom the account has approved or rejected an assignment."""
    values = {"account": transaction.account, "worker_ids": list(worker_ids)}
    return frozenset(row.worker_id for row in transaction.execute(_WORKED, values))
