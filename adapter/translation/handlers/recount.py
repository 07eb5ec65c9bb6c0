"""What the current API still lists, as amounts that each have a time.

Every recount reads the list of HITs once; those of assignments and bonuses then read one list for
each HIT that can have any. No HIT is left out for its dates: its expiry may have been set years
back to end it at once, and its work be decided long after.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapter.errors import RefusedError
from adapter.model import Amount, Walk
from adapter.translation.handlers.items import dollars, needed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from adapter.model import CheckedCall, UpstreamRequest

    Item = Mapping[str, Any]
    Items = Generator[UpstreamRequest, Any, Sequence[Item]]
    Recounting = Generator[UpstreamRequest, Any, Sequence[Amount]]
    Worth = Callable[[Item, Item], Decimal]
    """What a decided assignment counts, from its HIT and itself."""

HITS = Walk("ListHITs", {}, "HITs", "HITId")
ONE, NOTHING = Decimal(1), Decimal(0)
GONE = "AWS.MechanicalTurk.HITDoesNotExist"
DECIDED = {"Approved": "ApprovalTime", "Rejected": "RejectionTime"}
"""The member that says when, by the status that an assignment was decided to."""


def created(_: CheckedCall) -> Recounting:
    """Return one for each HIT, when it was created."""
    hits = yield HITS
    return [Amount(needed(hit, "CreationTime"), ONE) for hit in hits]


def in_status(task: CheckedCall, status: str) -> Recounting:
    """Return one for each HIT that has the status, now."""
    hits = yield HITS
    return [Amount(task.context.now, ONE) for hit in hits if needed(hit, "HITStatus") == status]


def available(task: CheckedCall) -> Recounting:
    """Return how often workers can still accept each HIT, now."""
    hits = yield HITS
    return [Amount(task.context.now, Decimal(_acceptable(hit, task.context.now))) for hit in hits]


def submitted(task: CheckedCall) -> Recounting:
    """Return one for each assignment that waits to be decided, now."""
    hits = yield HITS
    waiting: list[Item] = []
    for hit in hits:
        waiting += yield from _submitted(hit)
    return [Amount(task.context.now, ONE) for _ in waiting]


def reward_liability(task: CheckedCall) -> Recounting:
    """Return the reward of all that can be accepted, is worked on or is undecided, now."""
    hits = yield HITS
    owed = []
    for hit in hits:
        waiting = yield from _submitted(hit)
        working = needed(hit, "NumberOfAssignmentsPending")
        undecided = _acceptable(hit, task.context.now) + working + len(waiting)
        owed.append(Amount(task.context.now, dollars(hit, "Reward") * undecided))
    return owed


def decided(task: CheckedCall, statuses: Sequence[str], worth: Worth) -> Recounting:
    """Return what each assignment decided so counts, when it was; of one worker where named."""
    worker = task.values.get("WorkerId")
    hits = yield HITS
    found = []
    for hit in hits:
        if hit.get("NumberOfAssignmentsCompleted") == 0:  # completed is approved or rejected
            continue
        for each in (yield from _assignments(hit, statuses)):
            status = needed(each, "AssignmentStatus")
            if status in statuses and worker in {None, each.get("WorkerId")}:
                found.append(Amount(needed(each, DECIDED[status]), worth(hit, each)))
    return found


def bonuses(_: CheckedCall) -> Recounting:
    """Return each bonus, when it was paid, of every HIT: returned assignments may have one."""
    hits = yield HITS
    paid: list[Item] = []
    for hit in hits:
        # Nothing tells two bonuses apart: an assignment may have several, and they have no id.
        walk = Walk("ListBonusPayments", {"HITId": needed(hit, "HITId")}, "BonusPayments", None)
        paid += yield from _unless_gone(walk)
    return [Amount(needed(each, "GrantTime"), dollars(each, "BonusAmount")) for each in paid]


def one(_: Item, __: Item) -> Decimal:
    """Return 1: every decided assignment counts alike."""
    return ONE


def reward(hit: Item, _: Item) -> Decimal:
    """Return what the HIT pays."""
    return dollars(hit, "Reward")


def approved(_: Item, assignment: Item) -> Decimal:
    """Return 1 for an approved assignment, 0 for another."""
    return ONE if assignment["AssignmentStatus"] == "Approved" else NOTHING


def rejected(_: Item, assignment: Item) -> Decimal:
    """Return 1 for a rejected assignment, 0 for another."""
    return ONE if assignment["AssignmentStatus"] == "Rejected" else NOTHING


def _acceptable(hit: Item, now: datetime) -> int:
    """Return how often workers can still accept the HIT: not at all once it has expired."""
    if needed(hit, "HITStatus") != "Assignable" or needed(hit, "Expiration") <= now:
        return 0
    return int(needed(hit, "NumberOfAssignmentsAvailable"))


def _submitted(hit: Item) -> Items:
    """Return the HIT's undecided assignments; they are not read while it can have none."""
    free = needed(hit, "NumberOfAssignmentsAvailable") + needed(hit, "NumberOfAssignmentsPending")
    if free >= needed(hit, "MaxAssignments"):
        return ()
    return (yield from _assignments(hit, ["Submitted"]))


def _assignments(hit: Item, statuses: Sequence[str]) -> Items:
    params = {"HITId": needed(hit, "HITId"), "AssignmentStatuses": [*statuses]}
    walk = Walk("ListAssignmentsForHIT", params, "Assignments", "AssignmentId")
    return (yield from _unless_gone(walk))


def _unless_gone(walk: Walk) -> Items:
    """Return a list of one HIT; empty where the HIT was deleted after the HITs were listed."""
    try:
        items: Sequence[Item] = yield walk
    except RefusedError as refusal:
        if refusal.code != GONE:
            raise
        return ()
    return items
