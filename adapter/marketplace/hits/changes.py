"""What a requester changes of a HIT: its lifetime, assignments, type and review, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapter.marketplace.accounts.money import MANY
from adapter.marketplace.errors import PREFIX, RequestError, out_of_range, wrong_state
from adapter.marketplace.hits.create import MOST_ASSIGNMENTS
from adapter.marketplace.hits.state import DISPOSED, Hit, find, notify, put
from adapter.marketplace.hits.types import YEAR_SECONDS, priced
from adapter.marketplace.limits import in_range
from adapter.marketplace.storage.idempotency import once

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Turn

_FINISHED = frozenset({"Reviewable", "Reviewing"})
_SHORTEST_EXTENSION = 60
# Before this day HITs were sold at fees that do not fit more assignments.
_EXTENSIBLE_SINCE = datetime(2015, 7, 22, tzinfo=UTC)


def update_expiration_for_hit(turn: Turn, params: Params) -> Result:
    """Moves the HIT's end into the future, or ends it now where the time has passed."""
    hit, at = find(turn, params["HITId"]), params["ExpireAt"]
    once(turn, "Expiration", f"{hit.id}{at:%a %b %d %H:%M:%S} UTC {at:%Y}")
    if at <= turn.now:
        expire(turn, hit, turn.now)
    else:
        _extend(turn, hit, at)
    return {}


def expire(turn: Turn, hit: Hit, when: datetime) -> None:
    """Takes the HIT off the market; what was accepted may still be handed in."""
    if hit.expired:
        return
    put(turn, hit, replace(hit, expired=True, expiration=min(hit.expiration, when)), when)
    notify(turn, hit, "HITExpired", when)


def _extend(turn: Turn, hit: Hit, at: datetime) -> None:
    ends = turn.now if hit.expired else hit.expiration
    # The service works with whole seconds, and with the increment that this is.
    increment = round((at - ends).total_seconds())
    if not _SHORTEST_EXTENSION <= increment <= YEAR_SECONDS:
        name = "ExpirationIncrementInSeconds"
        raise out_of_range(name, increment, _SHORTEST_EXTENSION, YEAR_SECONDS)
    put(turn, hit, replace(hit, expired=False, expiration=at), turn.now)
    notify(turn, hit, "HITExtended", turn.now)


def create_additional_assignments_for_hit(turn: Turn, params: Params) -> Result:
    """Offers more assignments of the HIT, for which money is put on hold."""
    hit, more = find(turn, params["HITId"]), params["NumberOfAdditionalAssignments"]
    once(turn, "AdditionalAssignments", params.get("UniqueRequestToken"))
    in_range(params, "NumberOfAdditionalAssignments", 1, MOST_ASSIGNMENTS)
    total = hit.max_assignments + more
    if hit.max_assignments < MANY <= total:
        raise RequestError(
            f"{PREFIX}InvalidMaximumAssignmentsIncrease",
            f"The number of assignments of a HIT cannot be raised from less than {MANY} "
            f"to {MANY} or more.",
        )
    if hit.created < _EXTENSIBLE_SINCE:
        raise RequestError(
            f"{PREFIX}HITTooOldForExtension",
            "This HIT was created before July 22, 2015 and cannot be extended.",
        )
    if total > MOST_ASSIGNMENTS:
        raise out_of_range("MaxAssignments", total, 1, MOST_ASSIGNMENTS)
    put(turn, hit, replace(hit, max_assignments=total), turn.now)
    notify(turn, hit, "HITExtended", turn.now)
    return {}


def update_hit_type_of_hit(turn: Turn, params: Params) -> Result:
    """Gives the HIT another type's properties; work that is not handed in costs the new reward."""
    hit = find(turn, params["HITId"])
    type_id, reward_cents = priced(turn, params["HITTypeId"])
    put(turn, hit, replace(hit, type_id=type_id, reward_cents=reward_cents), turn.now)
    return {}


def update_hit_review_status(turn: Turn, params: Params) -> Result:
    """Marks a Reviewable HIT as Reviewing, or the other way round with Revert."""
    hit, revert = find(turn, params["HITId"]), params.get("Revert", False)
    expected, status = ("Reviewing", "Reviewable") if revert else ("Reviewable", "Reviewing")
    if hit.status != expected:
        raise wrong_state("HIT", expected, current=hit.status)
    put(turn, hit, replace(hit, status=status), turn.now)
    return {}


def delete_hit(turn: Turn, params: Params) -> Result:
    """Disposes of a HIT whose work is all decided."""
    hit = find(turn, params["HITId"])
    if hit.status not in _FINISHED or hit.submitted:
        # Captured: it names a state as allowed that it refuses, where work is not decided.
        raise wrong_state("HIT", "Reviewing, Reviewable", current=hit.status)
    put(turn, hit, replace(hit, status=DISPOSED), turn.now)
    notify(turn, hit, "HITDisposed", turn.now)
    return {}
