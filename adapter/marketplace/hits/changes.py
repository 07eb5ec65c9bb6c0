"""What a requester changes of a HIT: its lifetime, assignments, type and review, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapter.marketplace.accounts.money import HIGHER_FEE_ASSIGNMENTS
from adapter.marketplace.errors import PREFIX, OutOfRangeError, RequestError, WrongStateError
from adapter.marketplace.hits.create import MAX_ASSIGNMENTS
from adapter.marketplace.hits.state import DISPOSED, Hit, find, notify, save
from adapter.marketplace.hits.types import YEAR_SECONDS, find_own_type
from adapter.marketplace.limits import check_range
from adapter.marketplace.storage.idempotency import claim_token

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Transaction

_FINISHED = frozenset({"Reviewable", "Reviewing"})
_SHORTEST_EXTENSION = 60
# Before this day HITs were sold at fees that do not fit more assignments.
_EXTENSIBLE_SINCE = datetime(2015, 7, 22, tzinfo=UTC)


def update_expiration_for_hit(transaction: Transaction, params: Params) -> Result:
    """Moves the HIT's end into the future, or ends it now where the time has passed."""
    hit, at = find(transaction, params["HITId"]), params["ExpireAt"]
    claim_token(transaction, "Expiration", f"{hit.id}{at:%a %b %d %H:%M:%S} UTC {at:%Y}")
    if at <= transaction.now:
        expire(transaction, hit, transaction.now)
    else:
        _extend(transaction, hit, at)
    return {}


def expire(transaction: Transaction, hit: Hit, when: datetime) -> None:
    """Takes the HIT off the market; what was accepted may still be handed in."""
    if hit.expired:
        return
    save(transaction, hit, replace(hit, expired=True, expiration=min(hit.expiration, when)), when)
    notify(transaction, hit, "HITExpired", when)


def _extend(transaction: Transaction, hit: Hit, at: datetime) -> None:
    ends = transaction.now if hit.expired else hit.expiration
    # The service works with whole seconds, and with the increment that this is.
    increment = round((at - ends).total_seconds())
    if not _SHORTEST_EXTENSION <= increment <= YEAR_SECONDS:
        name = "ExpirationIncrementInSeconds"
        raise OutOfRangeError(name, increment, _SHORTEST_EXTENSION, YEAR_SECONDS)
    save(transaction, hit, replace(hit, expired=False, expiration=at), transaction.now)
    notify(transaction, hit, "HITExtended", transaction.now)


def create_additional_assignments_for_hit(transaction: Transaction, params: Params) -> Result:
    """Offers more assignments of the HIT, for which money is put on hold."""
    hit, more = find(transaction, params["HITId"]), params["NumberOfAdditionalAssignments"]
    claim_token(transaction, "AdditionalAssignments", params.get("UniqueRequestToken"))
    check_range(params, "NumberOfAdditionalAssignments", 1, MAX_ASSIGNMENTS)
    total = hit.max_assignments + more
    if hit.max_assignments < HIGHER_FEE_ASSIGNMENTS <= total:
        raise RequestError(
            f"{PREFIX}InvalidMaximumAssignmentsIncrease",
            "The number of assignments of a HIT cannot be raised from less than "
            f"{HIGHER_FEE_ASSIGNMENTS} to {HIGHER_FEE_ASSIGNMENTS} or more.",
        )
    if hit.created < _EXTENSIBLE_SINCE:
        raise RequestError(
            f"{PREFIX}HITTooOldForExtension",
            "This HIT was created before July 22, 2015 and cannot be extended.",
        )
    if total > MAX_ASSIGNMENTS:
        raise OutOfRangeError("MaxAssignments", total, 1, MAX_ASSIGNMENTS)
    save(transaction, hit, replace(hit, max_assignments=total), transaction.now)
    notify(transaction, hit, "HITExtended", transaction.now)
    return {}


def update_hit_type_of_hit(transaction: Transaction, params: Params) -> Result:
    """Gives the HIT another type's properties; work that is not handed in costs the new reward."""
    hit = find(transaction, params["HITId"])
    type_id, reward_cents = find_own_type(transaction, params["HITTypeId"])
    save(
        transaction, hit, replace(hit, type_id=type_id, reward_cents=reward_cents), transaction.now
    )
    return {}


def update_hit_review_status(transaction: Transaction, params: Params) -> Result:
    """Marks a Reviewable HIT as Reviewing, or the other way round with Revert."""
    hit, revert = find(transaction, params["HITId"]), params.get("Revert", False)
    expected, status = ("Reviewing", "Reviewable") if revert else ("Reviewable", "Reviewing")
    if hit.status != expected:
        raise WrongStateError("HIT", expected, current=hit.status)
    save(transaction, hit, replace(hit, status=status), transaction.now)
    return {}


def delete_hit(transaction: Transaction, params: Params) -> Result:
    """Disposes of a HIT whose work is all decided."""
    hit = find(transaction, params["HITId"])
    if hit.status not in _FINISHED or hit.submitted:
        # Captured: it names a state as allowed that it refuses, where work is not decided.
        raise WrongStateError("HIT", "Reviewing, Reviewable", current=hit.status)
    save(transaction, hit, replace(hit, status=DISPOSED), transaction.now)
    notify(transaction, hit, "HITDisposed", transaction.now)
    return {}
