"""Worker blocks and messages in seed files."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.current_api.model import Shape
from adapter.marketplace.seeds.seed_list import SeedList, get_item_shape
from adapter.marketplace.storage.tables import messages, worker_blocks

if TYPE_CHECKING:
    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import Transaction

_BLOCKS, _SENT = worker_blocks.c, messages.c
_TEXT, _TIME = Shape("String", "string"), Shape("Timestamp", "timestamp")

# The API has no operation that returns messages, so it has no shape for them.
_MESSAGE = Shape(
    "Message",
    "structure",
    members=MappingProxyType(
        {"Recipient": _TEXT, "Kind": _TEXT, "Subject": _TEXT, "Text": _TEXT, "SendTime": _TIME}
    ),
)


def _build_block_row(transaction: Transaction, item: Item) -> Row:
    worker_id, reason = item.members["WorkerId"], item.members.get("Reason")
    return {"account": transaction.account, "worker_id": worker_id, "reason": reason}


def _build_message_row(transaction: Transaction, item: Item) -> Row:
    members = item.members
    return {
        "account": transaction.account,
        "recipient": members["Recipient"],
        "kind": members["Kind"],
        "subject": members.get("Subject", ""),
        "text": members.get("Text", ""),
        "sent": members["SendTime"],
    }


BLOCKS = SeedList(
    name="WorkerBlocks",
    shape=get_item_shape("ListWorkerBlocks", "WorkerBlocks"),
    required=("WorkerId",),
    identity=("account", "worker_id"),
    table=worker_blocks,
    to_row=_build_block_row,
    order=("worker_id",),
    items=select(_BLOCKS.worker_id.label("WorkerId"), _BLOCKS.reason.label("Reason")).where(
        _BLOCKS.account == bindparam("account"), ~_BLOCKS.ended
    ),
)
MESSAGES = SeedList(
    name="Messages",
    shape=_MESSAGE,
    required=("Recipient", "Kind", "SendTime"),
    identity=("account", "recipient", "kind", "subject", "text", "sent"),
    table=messages,
    to_row=_build_message_row,
    order=("sent", "recipient", "kind"),
    items=select(
        _SENT.recipient.label("Recipient"),
        _SENT.kind.label("Kind"),
        _SENT.subject.label("Subject"),
        _SENT.text.label("Text"),
        _SENT.sent.label("SendTime"),
    ).where(_SENT.account == bindparam("account")),
)
