"""Workers that an account does not work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from adapter.marketplace.accounts.known_workers import is_known
from adapter.marketplace.errors import invalid_value
from adapter.marketplace.storage.paging import page, paged
from adapter.marketplace.storage.tables import worker_blocks

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Turn

_OWN = worker_blocks.c.account == bindparam("of_account")
_ONE = _OWN & (worker_blocks.c.worker_id == bindparam("of_worker"))
_FIND = select(worker_blocks.c.serial).where(_ONE)
_MAKE = insert(worker_blocks)
_CHANGE = update(worker_blocks).where(_ONE).values(reason=bindparam("new_reason"))
_END = delete(worker_blocks).where(_ONE)
_LIST = paged(
    select(
        worker_blocks.c.worker_id.label("WorkerId"), worker_blocks.c.reason.label("Reason")
    ).where(_OWN),
    worker_blocks.c.serial,
)


def create_worker_block(turn: Turn, params: Params) -> Result:
    """Blocks a worker; one who is blocked already stays so, for the new reason."""
    worker_id, reason = params["WorkerId"], params["Reason"]
    if not is_known(turn, worker_id):
        raise invalid_value("WorkerId", worker_id)
    if is_blocked(turn, worker_id):
        turn.connection.execute(_CHANGE, {**_key(turn, worker_id), "new_reason": reason})
    else:
        row = {"account": turn.account, "worker_id": worker_id, "reason": reason}
        turn.connection.execute(_MAKE, row)
    return {}


def delete_worker_block(turn: Turn, params: Params) -> Result:
    """Lets the worker work again; one who is not blocked is no error."""
    turn.connection.execute(_END, _key(turn, params["WorkerId"]))
    return {}


def list_worker_blocks(turn: Turn, params: Params) -> Result:
    """The workers that the caller blocked."""
    return page(turn, params, _LIST, {"of_account": turn.account}, "WorkerBlocks")


def is_blocked(turn: Turn, worker_id: str) -> bool:
    """Whether the account blocked this worker."""
    return turn.connection.execute(_FIND, _key(turn, worker_id)).first() is not None


def _key(turn: Turn, worker_id: str) -> dict[str, str]:
    return {"of_account": turn.account, "of_worker": worker_id}
