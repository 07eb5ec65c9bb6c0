"""Read what the current API still lists as amounts, each with its time.

Every function reads the list of HITs once; those of assignments and bonuses then read one list for
each HIT that can have any. The dates of a HIT exclude nothing: its expiry may have been set years
back to end it at once, and its assignments may be reviewed long after.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapter.errors import RefusedError
from adapter.queries import Amount, Walk
from adapter.translation.handlers.items import read_dollars, require_member

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from adapter.model import CheckedCall
    from adapter.queries import UpstreamRequest

    Item = Mapping[str, Any]
    Items = Generator[UpstreamRequest, Any, Sequence[Item]]
    AmountsConversation = Generator[UpstreamRequest, Any, Sequence[Amount]]
    Worth = Callable[[Item, Item], Decimal]
    """The amount of a reviewed assignment, from its HIT and itself."""

HITS = Walk("ListHITs", {}, "HITs", "HITId")
ONE, NOTHING = Decimal(1), Decimal(0)
HIT_DOES_NOT_EXIST = "AWS.MechanicalTurk.HITDoesNotExist"
REVIEW_TIMES = {"Approved": "ApprovalTime", "Rejected": "RejectionTime"}
"""The member with the time of the review, by an assignment's status."""


def count_created_hits(_: CheckedCall) -> AmountsConversation:
    """Return 1 for each HIT, at its creation."""
    hits = yield HITS
    return [Amount(require_member(hit, "CreationTime"), ONE) for hit in hits]


def count_hits_in_status(call: CheckedCall, status: str) -> AmountsConversation:
    """Return 1 for each HIT that has the status now."""
    hits = yield HITS
    return [
        Amount(call.context.now, ONE) for hit in hits if require_member(hit, "HITStatus") == status
    ]


def count_available_assignments(call: CheckedCall) -> AmountsConversation:
    """Return how often workers can accept each HIT now."""
    hits = yield HITS
    return [
        Amount(call.context.now, Decimal(_count_acceptable(hit, call.context.now))) for hit in hits
    ]


def count_submitted_assignments(call: CheckedCall) -> AmountsConversation:
    """Return 1 for each assignment that waits for its review now."""
    hits = yield HITS
    waiting: list[Item] = []
    for hit in hits:
        waiting += yield from _read_submitted(hit)
    return [Amount(call.context.now, ONE) for _ in waiting]


def list_reward_liabilities(call: CheckedCall) -> AmountsConversation:
    """Return the reward of all assignments that can be accepted, are in work or wait for review."""
    hits = yield HITS
    owed = []
    for hit in hits:
        waiting = yield from _read_submitted(hit)
        working = require_member(hit, "NumberOfAssignmentsPending")
        undecided = _count_acceptable(hit, call.context.now) + working + len(waiting)
        owed.append(Amount(call.context.now, read_dollars(hit, "Reward") * undecided))
    return owed


def sum_reviewed_assignments(
    call: CheckedCall, statuses: Sequence[str], worth: Worth
) -> AmountsConversation:
    """Return the amount of each assignment reviewed so, at its review; of one worker if named."""
    worker = call.values.get("WorkerId")
    hits = yield HITS
    found = []
    for hit in hits:
        if hit.get("NumberOfAssignmentsCompleted") == 0:  # completed is approved or rejected
            continue
        for each in (yield from _read_assignments(hit, statuses)):
            status = require_member(each, "AssignmentStatus")
            if status in statuses and worker in {None, each.get("WorkerId")}:
                found.append(Amount(require_member(each, REVIEW_TIMES[status]), worth(hit, each)))
    return found


def list_bonuses(_: CheckedCall) -> AmountsConversation:
    """Return each bonus of every HIT, at its payment; returned assignments may have one too."""
    hits = yield HITS
    paid: list[Item] = []
    for hit in hits:
        # A bonus has no id, and an assignment may have several, equal ones among them.
        walk = Walk(
            "ListBonusPayments", {"HITId": require_member(hit, "HITId")}, "BonusPayments", None
        )
        paid += yield from _read_unless_deleted(walk)
    return [
        Amount(require_member(each, "GrantTime"), read_dollars(each, "BonusAmount"))
        for each in paid
    ]


def count_one(_: Item, __: Item) -> Decimal:
    """Return 1 for every reviewed assignment."""
    return ONE


def count_reward(hit: Item, _: Item) -> Decimal:
    """Return the reward of the HIT."""
    return read_dollars(hit, "Reward")


def count_approved(_: Item, assignment: Item) -> Decimal:
    """Return 1 for an approved assignment, 0 for another."""
    return ONE if assignment["AssignmentStatus"] == "Approved" else NOTHING


def count_rejected(_: Item, assignment: Item) -> Decimal:
    """Return 1 for a rejected assignment, 0 for another."""
    return ONE if assignment["AssignmentStatus"] == "Rejected" else NOTHING


def _count_acceptable(hit: Item, now: datetime) -> int:
    """Return how often workers can accept the HIT: 0 once it has expired."""
    if require_member(hit, "HITStatus") != "Assignable" or require_member(hit, "Expiration") <= now:
        return 0
    return int(require_member(hit, "NumberOfAssignmentsAvailable"))


def _read_submitted(hit: Item) -> Items:
    """Return the HIT's submitted assignments, read only if it can have any."""
    free = require_member(hit, "NumberOfAssignmentsAvailable") + require_member(
        hit, "NumberOfAssignmentsPending"
    )
    if free >= require_member(hit, "MaxAssignments"):
        return ()
    return (yield from _read_assignments(hit, ["Submitted"]))


def _read_assignments(hit: Item, statuses: Sequence[str]) -> Items:
    params = {"HITId": require_member(hit, "HITId"), "AssignmentStatuses": [*statuses]}
    walk = Walk("ListAssignmentsForHIT", params, "Assignments", "AssignmentId")
    return (yield from _read_unless_deleted(walk))


def _read_unless_deleted(walk: Walk) -> Items:
    """Return a list of one HIT; empty if the HIT was deleted after HITS was read."""
    try:
        items: Sequence[Item] = yield walk
    except RefusedError as refusal:
        if refusal.code != HIT_DOES_NOT_EXIST:
            raise
        return ()
    return items
