"""Change and delete HITs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapter.marketplace.accounts.balance import HIGHER_FEE_ASSIGNMENTS
from adapter.marketplace.errors import PREFIX, OutOfRangeError, RequestError, WrongStateError
from adapter.marketplace.hits.creation import MAX_ASSIGNMENTS
from adapter.marketplace.hits.state import DISPOSED, Hit, find_hit, notify_requester, save_hit
from adapter.marketplace.hits.types import YEAR_SECONDS, find_own_type
from adapter.marketplace.storage.batch_ids import save_batch_ids
from adapter.marketplace.storage.idempotency import ADDITIONAL_ASSIGNMENTS, claim_token
from adapter.marketplace.storage.tables import assignments
from adapter.marketplace.validation import check_range

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction

_FINISHED = frozenset({"Reviewable", "Reviewing"})
SHORTEST_EXTENSION = 60
"""By how many seconds a HIT's expiration is moved at least."""
# The fees changed on this day. The service refuses more assignments for older HITs.
_EXTENSIBLE_SINCE = datetime(2015, 7, 22, tzinfo=UTC)


def update_expiration_for_hit(transaction: Transaction, params: Params) -> Result:
    """Set the HIT's expiration; a time in the past expires the HIT now."""
    hit, at = find_hit(transaction, params["HITId"]), params["ExpireAt"]
    claim_token(transaction, "Expiration", f"{hit.id}{at:%a %b %d %H:%M:%S} UTC {at:%Y}")
    if at <= transaction.now:
        expire(transaction, hit, transaction.now)
    else:
        _extend(transaction, hit, at)
    return {}


def expire(transaction: Transaction, hit: Hit, when: datetime) -> None:
    """Expire the HIT; accepted assignments may still be submitted."""
    if hit.expired:
        return
    save_hit(
        transaction, hit, replace(hit, expired=True, expiration=min(hit.expiration, when)), when
    )
    notify_requester(transaction, hit, "HITExpired", when)


def _extend(transaction: Transaction, hit: Hit, at: datetime) -> None:
    ends = transaction.now if hit.expired else hit.expiration
    # The service limits the increment, in whole seconds, and not the time itself.
    increment = round((at - ends).total_seconds())
    if not SHORTEST_EXTENSION <= increment <= YEAR_SECONDS:
        name = "ExpirationIncrementInSeconds"
        raise OutOfRangeError(name, increment, SHORTEST_EXTENSION, YEAR_SECONDS)
    save_hit(transaction, hit, replace(hit, expired=False, expiration=at), transaction.now)
    notify_requester(transaction, hit, "HITExtended", transaction.now)


def create_additional_assignments_for_hit(transaction: Transaction, params: Params) -> Result:
    """Add assignments to the HIT, and put their cost on hold."""
    hit, more = find_hit(transaction, params["HITId"]), params["NumberOfAdditionalAssignments"]
    claim_token(transaction, ADDITIONAL_ASSIGNMENTS, params.get("UniqueRequestToken"))
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
    save_hit(transaction, hit, replace(hit, max_assignments=total), transaction.now)
    notify_requester(transaction, hit, "HITExtended", transaction.now)
    return {}


def update_hit_type_of_hit(transaction: Transaction, params: Params) -> Result:
    """Change the HIT's type; assignments that are not submitted get the new reward."""
    hit = find_hit(transaction, params["HITId"])
    new_type = find_own_type(transaction, params["HITTypeId"])
    after = replace(hit, type_id=new_type.id, reward_cents=new_type.reward_cents)
    save_hit(transaction, hit, after, transaction.now)
    save_batch_ids(transaction, assignments.c.hit_id == hit.id)
    return {}


def update_hit_review_status(transaction: Transaction, params: Params) -> Result:
    """Set a Reviewable HIT to Reviewing, or with Revert a Reviewing one to Reviewable."""
    hit, revert = find_hit(transaction, params["HITId"]), params.get("Revert", False)
    expected, status = ("Reviewing", "Reviewable") if revert else ("Reviewable", "Reviewing")
    if hit.status != expected:
        raise WrongStateError("HIT", expected, current=hit.status)
    save_hit(transaction, hit, replace(hit, status=status), transaction.now)
    return {}


def delete_hit(transaction: Transaction, params: Params) -> Result:
    """Dispose of a HIT whose assignments are all approved or rejected."""
    hit = find_hit(transaction, params["HITId"])
    if hit.status not in _FINISHED or hit.submitted:
        # Recorded from Amazon's service: with submitted assignments, the message names the HIT's
        # current state as allowed.
        raise WrongStateError("HIT", "Reviewing, Reviewable", current=hit.status)
    save_hit(transaction, hit, replace(hit, status=DISPOSED), transaction.now)
    notify_requester(transaction, hit, "HITDisposed", transaction.now)
    return {}
