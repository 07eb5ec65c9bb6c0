"""What a participant can do next, and how the visit ends if it ends now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.marketplace.accounts.worker_blocks import is_blocked
from adapter.marketplace.links.outcomes import COMPLETED, NONE_LEFT, PARTIAL, TURNED_AWAY
from adapter.marketplace.storage.tables import assignments
from adapter.marketplace.workers import Obstacle
from adapter.marketplace.workers.eligibility import is_hidden
from adapter.marketplace.workers.groups import list_groups
from adapter.marketplace.workers.standings import list_standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.marketplace.links.arrivals import Arrival
    from adapter.marketplace.storage.transaction import Transaction
    from adapter.marketplace.workers import Group


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a participant can do next.

    Attributes:
        arrival: the participant's.
        in_work: the AssignmentId that they accepted and can submit; None if there is none.
        groups: with HITs that they may accept, now or with a qualification that they can get.
        outcome: how the visit ends if it ends now; None: they did nothing, and can.
    """

    arrival: Arrival
    in_work: str | None
    groups: Sequence[Group]
    outcome: str | None

    @property
    def can_work(self) -> bool:
        """Return whether there is anything that they can do."""
        return self.arrival.outcome is None and bool(self.in_work or self.groups)


def look_ahead(transaction: Transaction, arrival: Arrival) -> Outlook:
    """Return what the participant can do next.

    Args:
        transaction: of the link's account, after due changes were applied.
        arrival: the participant's.
    """
    worker_id, link = arrival.worker_id, arrival.link
    found = [
        each
        for each in list_groups(transaction, worker_id, group_id=link.group_id, with_hidden=True)
        if each.requester == link.account
    ]
    groups = [] if arrival.left == 0 else _list_possible(transaction, worker_id, found)
    in_work = _find_in_work(transaction, arrival)
    is_refused = bool(found) or is_blocked(transaction, worker_id)
    outcome = _judge(arrival, can_work=bool(groups or in_work), is_refused=is_refused)
    return Outlook(arrival, in_work, groups, outcome)


def _list_possible(transaction: Transaction, worker_id: str, found: Sequence[Group]) -> list[Group]:
    """Return the groups whose unmet requirements the worker can come to meet."""
    seen = [each for each in found if not is_hidden(each.requirements)]
    unmet = {each.requirement["QualificationTypeId"] for group in seen for each in group.unmet}
    standings = list_standings(transaction, worker_id, sorted(unmet))
    open_to = {each.id for each in standings if each.obstacle in (None, Obstacle.PENDING)}
    return [
        group
        for group in seen
        if all(each.requirement["QualificationTypeId"] in open_to for each in group.unmet)
    ]


def _find_in_work(transaction: Transaction, arrival: Arrival) -> str | None:
    held = select(assignments.c.id).where(
        assignments.c.worker_id == arrival.worker_id,
        assignments.c.arrival == arrival.serial,
        assignments.c.status == "Accepted",
    )
    found: str | None = transaction.execute(held.order_by(assignments.c.deadline)).scalar()
    return found


def _judge(arrival: Arrival, *, can_work: bool, is_refused: bool) -> str | None:
    if arrival.outcome is not None:
        return arrival.outcome
    if arrival.submitted:
        is_whole = arrival.submitted >= (arrival.link.most_tasks or 1)
        return COMPLETED if is_whole else PARTIAL
    if can_work:
        return None
    return TURNED_AWAY if is_refused else NONE_LEFT
