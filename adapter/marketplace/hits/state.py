"""A HIT as it is decided over: its counts, the state they lead to, and the money they hold.

State and money follow from the counts and from whether the HIT has expired, in one place: whoever
changes a HIT says what the counts become.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, select, update

from adapter.marketplace.accounts.money import compute_price, hold
from adapter.marketplace.errors import HITDoesNotExistError
from adapter.marketplace.hits.events import tell
from adapter.marketplace.storage.tables import hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from adapter.marketplace.transaction import Transaction

ON_OFFER = frozenset({"Assignable", "Unassignable"})
DISPOSED = "Disposed"


@dataclass(frozen=True, slots=True)
class Hit:
    """A HIT, with what its type says of it.

    Attributes:
        pending: accepted and not handed in.
        submitted: handed in and not decided.
        completed: approved or rejected.
        specification: who is told of its events; None for nobody.
    """

    id: str
    type_id: str
    status: str
    expired: bool
    created: datetime
    expiration: datetime
    max_assignments: int
    pending: int
    submitted: int
    completed: int
    reward_cents: int
    assignment_seconds: int
    approval_seconds: int
    question: str | None
    specification: Mapping[str, Any] | None

    @property
    def available(self) -> int:
        """How many more assignments can be accepted."""
        if self.expired or self.status == DISPOSED:
            return 0
        return self.max_assignments - self.pending - self.submitted - self.completed

    @property
    def price(self) -> int:
        """What an assignment costs that is not handed in yet."""
        return compute_price(self.reward_cents, self.max_assignments)

    @property
    def held(self) -> int:
        """What is on hold for work that is not handed in; from then on the assignment holds it."""
        return self.price * (self.available + self.pending)

    @property
    def next_status(self) -> str:
        """The state that the counts lead to."""
        if self.status == DISPOSED:
            return DISPOSED
        if self.available:
            return "Assignable"
        if self.pending:
            return "Unassignable"
        return "Reviewing" if self.status == "Reviewing" else "Reviewable"


AVAILABLE: ColumnElement[int] = case(
    (hits.c.expired | (hits.c.status == DISPOSED), 0),
    else_=hits.c.max_assignments - hits.c.pending - hits.c.submitted - hits.c.completed,
)
"""`Hit.available`, in the database's words."""

_SPECIFICATION = case((hit_types.c.notification_active, hit_types.c.notification), else_=None)
_FIND = (
    select(
        hits.c.id,
        hits.c.type_id,
        hits.c.status,
        hits.c.expired,
        hits.c.created,
        hits.c.expiration,
        hits.c.max_assignments,
        hits.c.pending,
        hits.c.submitted,
        hits.c.completed,
        hit_types.c.reward_cents,
        hit_types.c.assignment_seconds,
        hit_types.c.approval_seconds,
        hits.c.question,
        _SPECIFICATION,
    )
    .join(hit_types, hit_types.c.id == hits.c.type_id)
    .where(hits.c.id == bindparam("hit_id"), hits.c.account == bindparam("account"))
)
_WRITE = (
    update(hits)
    .where(hits.c.id == bindparam("hit_id"))
    .values(
        {
            each: bindparam(f"new_{each}")
            for each in (
                "type_id",
                "status",
                "expired",
                "expiration",
                "due",
                "max_assignments",
                "pending",
                "submitted",
                "completed",
            )
        }
    )
)


def find(transaction: Transaction, hit_id: str) -> Hit:
    """The caller's HIT; one that is another's, or disposed of, does not exist."""
    key = {"hit_id": hit_id, "account": transaction.account}
    row: Any = transaction.connection.execute(_FIND, key).first()
    if row is None or row.status == DISPOSED:
        raise HITDoesNotExistError(hit_id)
    return Hit(*row)


def save(transaction: Transaction, before: Hit, after: Hit, when: datetime, kept: int = 0) -> Hit:
    """Writes a changed HIT, moves the money that is on hold for it, and gives it with its state.

    Args:
        transaction: the call.
        before: as it was found.
        after: with other counts, expiration or type; its state follows.
        when: it happened.
        kept: what an assignment that was handed in holds from now on.
    """
    hold(transaction, after.held - before.held + kept)
    status = after.next_status
    transaction.connection.execute(
        _WRITE,
        {
            "hit_id": after.id,
            "new_type_id": after.type_id,
            "new_status": status,
            "new_expired": after.expired,
            "new_expiration": after.expiration,
            "new_due": None if after.expired or status == DISPOSED else after.expiration,
            "new_max_assignments": after.max_assignments,
            "new_pending": after.pending,
            "new_submitted": after.submitted,
            "new_completed": after.completed,
        },
    )
    if status == "Reviewable" and before.status in ON_OFFER:
        notify(transaction, after, "HITReviewable", when)
    return after


def notify(transaction: Transaction, hit: Hit, event: str, when: datetime, **ids: str) -> None:
    """Tells of an event of a HIT, or of one of its assignments."""
    tell(transaction, hit.specification, event, when, HITTypeId=hit.type_id, HITId=hit.id, **ids)
