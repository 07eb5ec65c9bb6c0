"""Find and save a HIT.

Its status and its money on hold follow from its counts of assignments, and from whether it has
expired: a caller changes the counts of a `Hit`, and `save_hit` derives the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, select, update

from adapter.marketplace.accounts.balance import compute_price, put_on_hold
from adapter.marketplace.errors import HITDoesNotExistError
from adapter.marketplace.notifications.outbox import store_notification
from adapter.marketplace.storage.tables import hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Transaction

ON_OFFER = frozenset({"Assignable", "Unassignable"})
DISPOSED = "Disposed"


@dataclass(frozen=True, slots=True)
class Hit:
    """A HIT, with properties of its type.

    Attributes:
        pending: the number of assignments accepted and not submitted.
        submitted: the number of assignments submitted and not reviewed.
        completed: the number of assignments approved or rejected.
        specification: the active NotificationSpecification of the type; None if there is none.
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
        """Return the number of assignments that can still be accepted."""
        if self.expired or self.status == DISPOSED:
            return 0
        return self.max_assignments - self.pending - self.submitted - self.completed

    @property
    def price(self) -> int:
        """Return the reward and fee of an assignment that is not submitted yet."""
        return compute_price(self.reward_cents, self.max_assignments)

    @property
    def on_hold(self) -> int:
        """Return the sum on hold for assignments that are not submitted.

        A submitted assignment has its own sum on hold.
        """
        return self.price * (self.available + self.pending)

    @property
    def next_status(self) -> str:
        """Return the status that follows from the counts."""
        if self.status == DISPOSED:
            return DISPOSED
        if self.available:
            return "Assignable"
        if self.pending:
            return "Unassignable"
        return "Reviewing" if self.status == "Reviewing" else "Reviewable"


UNTAKEN: ColumnElement[int] = (
    hits.c.max_assignments - hits.c.pending - hits.c.submitted - hits.c.completed
)
"""The SQL expression of the number of assignments that no worker took.

The API shows it as NumberOfAssignmentsAvailable also when the HIT has ended (captured: SearchHITs
by REST, 2011; SOAP, 2014).
"""

AVAILABLE: ColumnElement[int] = case(
    (hits.c.expired | (hits.c.status == DISPOSED), 0), else_=UNTAKEN
)
"""The SQL expression of `Hit.available`."""

_SELECT = select(
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
    case((hit_types.c.notification_active, hit_types.c.notification), else_=None),
).join(hit_types, hit_types.c.id == hits.c.type_id)


def find_hit(transaction: Transaction, hit_id: str) -> Hit:
    """Return the caller's HIT.

    Raises:
        HITDoesNotExistError: no such HIT exists, or it is another account's or disposed of.
    """
    own = and_(hits.c.id == hit_id, hits.c.account == transaction.account)
    row: Any = transaction.execute(_SELECT.where(own)).first()
    if row is None or row.status == DISPOSED:
        raise HITDoesNotExistError(hit_id)
    return Hit(*row)


def save_hit(
    transaction: Transaction, before: Hit, after: Hit, when: datetime, kept: int = 0
) -> Hit:
    """Save a changed HIT with its derived status, and adjust the money on hold.

    Args:
        transaction: a write transaction.
        before: the HIT as `find_hit` returned it.
        after: the HIT with changed counts, expiration or type.
        when: the time of the change.
        kept: the sum in cents that stays on hold for an assignment submitted by this change.
    """
    put_on_hold(transaction, after.on_hold - before.on_hold + kept)
    status = after.next_status
    change = update(hits).where(hits.c.id == after.id)
    transaction.execute(
        change.values(
            type_id=after.type_id,
            status=status,
            **({"status_since": when} if status != before.status else {}),
            expired=after.expired,
            expiration=after.expiration,
            due=None if after.expired or status == DISPOSED else after.expiration,
            max_assignments=after.max_assignments,
            pending=after.pending,
            submitted=after.submitted,
            completed=after.completed,
        )
    )
    if status == "Reviewable" and before.status in ON_OFFER:
        notify_requester(transaction, after, "HITReviewable", when)
    return after


def notify_requester(
    transaction: Transaction, hit: Hit, event: str, when: datetime, **ids: str
) -> None:
    """Store a notification of an event, if the HIT's type has an active one for such events."""
    specification = hit.specification
    if specification is not None and event in specification["EventTypes"]:
        ids = {"HITTypeId": hit.type_id, "HITId": hit.id, **ids}
        store_notification(transaction, specification, event, when, ids)
