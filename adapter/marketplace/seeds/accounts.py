"""Worker blocks and messages in seed files."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import bindparam

from adapter.current_api.model import Shape
from adapter.marketplace.accounts.worker_blocks import BLOCK_ITEMS
from adapter.marketplace.accounts.worker_blocks import COLUMNS as BLOCK_COLUMNS
from adapter.marketplace.notifications.outbox import DELIVERED, FAILED, WAITING
from adapter.marketplace.seeds.seed_list import SeedList, get_item_shape, set_defaults
from adapter.marketplace.storage.paging import label_columns
from adapter.marketplace.storage.tables import messages, worker_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import Transaction

_TEXT, _TIME = Shape("String", "string"), Shape("Timestamp", "timestamp")

# The API has no operation that returns messages, so it has no shape for them.
_MESSAGE = Shape(
    "Message",
    "structure",
    members=MappingProxyType(
        {
            "Recipient": _TEXT,
            "Kind": _TEXT,
            "Subject": _TEXT,
            "Text": _TEXT,
            "SendTime": _TIME,
            "Transport": _TEXT,
            "State": Shape("MessageState", "string", enum=(WAITING, DELIVERED, FAILED)),
            "Failure": _TEXT,
        }
    ),
)


_MESSAGE_COLUMNS = {
    "Recipient": "recipient",
    "Kind": "kind",
    "Subject": "subject",
    "Text": "text",
    "SendTime": "sent",
    "Transport": "transport",
    "State": "state",
    "Failure": "failure",
}


def _build_block_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    own = {"account": transaction.account}
    return [{**own, **item.read_columns(BLOCK_COLUMNS)} for item in items]


def _build_message_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    rows = (
        set_defaults(each.read_columns(_MESSAGE_COLUMNS), subject="", text="") for each in items
    )
    return [{"account": transaction.account, **row} for row in rows]


BLOCKS = SeedList(
    name="WorkerBlocks",
    shape=get_item_shape("ListWorkerBlocks", "WorkerBlocks"),
    required=("WorkerId",),
    identity=("account", "worker_id"),
    table=worker_blocks,
    to_rows=_build_block_rows,
    order=("worker_id",),
    items=BLOCK_ITEMS.where(
        worker_blocks.c.account == bindparam("account"), ~worker_blocks.c.ended
    ),
)
MESSAGES = SeedList(
    name="Messages",
    shape=_MESSAGE,
    required=("Recipient", "Kind", "SendTime"),
    identity=("account", "recipient", "kind", "subject", "text", "sent"),
    table=messages,
    to_rows=_build_message_rows,
    order=("sent", "recipient", "kind"),
    items=label_columns(messages, _MESSAGE_COLUMNS).where(
        messages.c.account == bindparam("account")
    ),
)
