"""Blocks that keep workers from an account's HITs and qualifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, select, update

from adapter.marketplace.storage.paging import Listing, label_columns
from adapter.marketplace.storage.tables import worker_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

COLUMNS: Mapping[str, str] = {"WorkerId": "worker_id", "Reason": "reason"}
"""The column of each member of a WorkerBlock."""
BLOCK_ITEMS = label_columns(worker_blocks, COLUMNS)
"""Selects blocks in the API's form."""


def create_worker_block(transaction: Transaction, params: Params) -> Result:
    """Block a worker; for a worker who is blocked already, replace the reason.

    Laboratories arrive with lists of workers, none of whom has done anything here.
    """
    worker_id, reason = params["WorkerId"], params["Reason"]
    block = _match_worker(transaction, worker_id)
    change = update(worker_blocks).where(block).values(reason=reason, ended=False)
    if transaction.execute(change).rowcount == 0:
        row = {"account": transaction.account, "worker_id": worker_id, "reason": reason}
        transaction.execute(insert(worker_blocks), row)
    return {}


def delete_worker_block(transaction: Transaction, params: Params) -> Result:
    """Unblock a worker; a worker who is not blocked is no error."""
    # The row stays: a page of a list that was read before can still show it.
    block = _match_worker(transaction, params["WorkerId"])
    transaction.execute(update(worker_blocks).where(block).values(ended=True))
    return {}


def is_blocked(transaction: Transaction, worker_id: str) -> bool:
    """Return whether the account blocked this worker."""
    block = and_(_match_worker(transaction, worker_id), ~worker_blocks.c.ended)
    return transaction.execute(select(worker_blocks.c.serial).where(block)).first() is not None


def _match_worker(transaction: Transaction, worker_id: str) -> ColumnElement[bool]:
    """Return the condition of the worker's row, whether the block has ended or not."""
    own = worker_blocks.c.account == transaction.account
    return and_(own, worker_blocks.c.worker_id == worker_id)


def _match_blocked(transaction: Transaction, _params: Params) -> ColumnElement[bool]:
    """Return the condition of the workers that the caller blocked."""
    return and_(worker_blocks.c.account == transaction.account, ~worker_blocks.c.ended)


BLOCKS = Listing(
    "WorkerBlocks",
    BLOCK_ITEMS,
    worker_blocks.c.serial,
    _match_blocked,
    worker_blocks.c.worker_id,
)
