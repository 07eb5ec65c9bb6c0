"""Workers that an account does not work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, insert, select, update

from adapter.marketplace.accounts.known_workers import is_known
from adapter.marketplace.errors import invalid_value
from adapter.marketplace.storage.paging import Listing
from adapter.marketplace.storage.tables import worker_blocks

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.transaction import Params, Result, Turn

_OWN = worker_blocks.c.account == bindparam("of_account")
_ONE = _OWN & (worker_blocks.c.worker_id == bindparam("of_worker"))
_FIND = select(worker_blocks.c.serial).where(_ONE, ~worker_blocks.c.ended)
_MAKE = insert(worker_blocks)
_CHANGE = update(worker_blocks).where(_ONE).values(reason=bindparam("new_reason"), ended=False)
# The row stays: a page of a list that was read before can still show it.
_END = update(worker_blocks).where(_ONE).values(ended=True)


def create_worker_block(turn: Turn, params: Params) -> Result:
    """Block a worker; one who is blocked already stays so, for the new reason."""
    worker_id, reason = params["WorkerId"], params["Reason"]
    if not is_known(turn, worker_id):
        raise invalid_value("WorkerId", worker_id)
    changed = {**_key(turn, worker_id), "new_reason": reason}
    if turn.connection.execute(_CHANGE, changed).rowcount == 0:
        row = {"account": turn.account, "worker_id": worker_id, "reason": reason}
        turn.connection.execute(_MAKE, row)
    return {}


def delete_worker_block(turn: Turn, params: Params) -> Result:
    """Let the worker work again; one who is not blocked is no error."""
    turn.connection.execute(_END, _key(turn, params["WorkerId"]))
    return {}


def _blocked(turn: Turn, _params: Params) -> ColumnElement[bool]:
    """Return the condition of the workers that the caller blocked."""
    return and_(worker_blocks.c.account == turn.account, ~worker_blocks.c.ended)


BLOCKS = Listing(
    "WorkerBlocks",
    select(worker_blocks.c.worker_id.label("WorkerId"), worker_blocks.c.reason.label("Reason")),
    worker_blocks.c.serial,
    _blocked,
    worker_blocks.c.worker_id,
)


def is_blocked(turn: Turn, worker_id: str) -> bool:
    """Return whether the account blocked this worker."""
    return turn.connection.execute(_FIND, _key(turn, worker_id)).first() is not None


def _key(turn: Turn, worker_id: str) -> dict[str, str]:
    return {"of_account": turn.account, "of_worker": worker_id}
