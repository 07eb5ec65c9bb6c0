"""Count what an account has, for a person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.accounts.messages import count_messages
from adapter.marketplace.qualifications.types import DELETED
from adapter.marketplace.storage.tables import (
    hits,
    qualification_requests,
    qualification_types,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from adapter.marketplace.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """What an account has.

    Attributes:
        hits: the number of HITs by status.
        accepted: the number of assignments that workers work on.
        submitted: the number of assignments that wait for a review.
        qualification_types: the number of its own.
        requests: when each pending request for a qualification was submitted, the oldest first.
        messages: the number of messages to workers and of notifications.
    """

    hits: Mapping[str, int]
    accepted: int
    submitted: int
    qualification_types: int
    requests: Sequence[datetime]
    messages: int


def summarize_account(transaction: Transaction) -> AccountSummary:
    """Return what the account of the transaction has."""
    account = transaction.account
    counts = (
        select(hits.c.status, func.count(), func.sum(hits.c.pending), func.sum(hits.c.submitted))
        .where(hits.c.account == account)
        .group_by(hits.c.status)
        .order_by(hits.c.status)
    )
    found = transaction.execute(counts).all()
    types = select(func.count()).where(
        qualification_types.c.account == account, qualification_types.c.status != DELETED
    )
    waiting = (
        select(qualification_requests.c.submitted)
        .where(
            qualification_requests.c.account == account,
            qualification_requests.c.status == "Pending",
        )
        .order_by(qualification_requests.c.submitted)
    )
    return AccountSummary(
        hits={status: number for status, number, _, _ in found},
        accepted=sum(accepted for _, _, accepted, _ in found),
        submitted=sum(submitted for _, _, _, submitted in found),
        qualification_types=transaction.execute(types).scalar_one(),
        requests=transaction.execute(waiting).scalars().all(),
        messages=count_messages(transaction),
    )
