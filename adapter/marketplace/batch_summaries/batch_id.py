"""Which HITs are one batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_

from adapter.marketplace.hits.state import DISPOSED
from adapter.marketplace.storage.batch_ids import build_label
from adapter.marketplace.storage.tables import hits

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class BatchId:
    """What the HITs of a batch share.

    Attributes:
        type_id: the HITTypeId.
        label: the BatchId in their annotations; None: they have none.
    """

    type_id: str
    label: str | None = None

    def __str__(self) -> str:
        """Return the id as it stands in URLs."""
        return self.type_id if self.label is None else f"{self.type_id}-{self.label}"


def parse_batch_id(text: str) -> BatchId:
    """Return the batch that a URL names."""
    type_id, dash, label = text.partition("-")
    return BatchId(type_id, label if dash else None)


def select_hits(transaction: Transaction, batch: BatchId) -> ColumnElement[bool]:
    """Return the condition for the HITs of a batch, if it is one of the transaction's account."""
    label = build_label(transaction)
    return and_(
        hits.c.account == transaction.account,
        hits.c.type_id == batch.type_id,
        hits.c.status != DISPOSED,
        label.is_(None) if batch.label is None else label == batch.label,
    )
