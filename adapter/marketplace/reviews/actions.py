"""Take the actions of a policy: approve and reject an assignment, extend a HIT."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapter.marketplace.accounts.balance import HIGHER_FEE_ASSIGNMENTS
from adapter.marketplace.assignments.state import find_assignment, record_approval, record_rejection
from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.hits.state import find_hit, notify_requester, save_hit
from adapter.marketplace.reviews.details import ASSIGNMENT, HIT, Detail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from adapter.marketplace.assignments.state import Assignment
    from adapter.marketplace.hits.review_policies import Decision, Extension
    from adapter.marketplace.hits.state import Hit
    from adapter.marketplace.storage.transaction import Transaction

_SUCCEEDED = "Succeeded"
_WRONG_STATE = "Assignment was in an invalid state for this operation."
"""The text of Amazon's sample report."""


def decide(
    transaction: Transaction, assignment_id: str, decision: Decision, score: int, when: datetime
) -> Iterator[Detail]:
    """Approve or reject an assignment by its score, and yield what was done."""
    if decision.approve_from is not None and score >= decision.approve_from:
        yield _approve(transaction, assignment_id, decision.approve_reason, when)
    if decision.reject_below is not None and score < decision.reject_below:
        yield _reject(transaction, assignment_id, decision.reject_reason, when)


def _approve(
    transaction: Transaction, assignment_id: str, reason: str | None, when: datetime
) -> Detail:
    assignment = find_assignment(transaction, assignment_id)
    if assignment.status == "Submitted":
        record_approval(transaction, assignment, when, reason)
    return _describe_decision(assignment, "approve", "Approved")


def _reject(
    transaction: Transaction, assignment_id: str, reason: str | None, when: datetime
) -> Detail:
    assignment = find_assignment(transaction, assignment_id)
    if assignment.status == "Submitted":
        record_rejection(transaction, assignment, when, reason)
    return _describe_decision(assignment, "reject", "Rejected")


def _describe_decision(before: Assignment, action: str, status: str) -> Detail:
    """Return what was done to an assignment, by its state before."""
    if before.status == "Submitted":
        return Detail(ASSIGNMENT, before.id, action, status, status=_SUCCEEDED)
    if before.status == status:
        return Detail(ASSIGNMENT, before.id, action, f"Already {status.lower()}", status=_SUCCEEDED)
    code = f"{PREFIX}InvalidAssignmentState"
    return Detail(ASSIGNMENT, before.id, action, _WRONG_STATE, status="Failed", error_code=code)


def extend(
    transaction: Transaction, hit_id: str, extension: Extension | None, score: int, when: datetime
) -> Iterator[Detail]:
    """Extend the HIT if the score is too low, and yield what was done.

    A HIT at its limit is not extended, which is a success.
    """
    if extension is None or score >= extension.below:
        return
    hit = find_hit(transaction, hit_id)
    total = min(hit.max_assignments + extension.step, _find_limit(hit, extension))
    if total <= hit.max_assignments:
        yield Detail(HIT, hit_id, "extend", "Already extended", status=_SUCCEEDED)
        return
    try:
        save_hit(transaction, hit, _lengthen(hit, total, extension.seconds, when), when)
    except RequestError as error:
        # `save_hit` first puts money on hold, and so has changed nothing when that is refused.
        code, text = error.code, error.message
        yield Detail(HIT, hit_id, "extend", text, status="Failed", error_code=code)
        return
    notify_requester(transaction, hit, "HITExtended", when)
    yield Detail(HIT, hit_id, "extend", "Extended", status=_SUCCEEDED)


def _find_limit(hit: Hit, extension: Extension) -> int:
    """Return the limit, below the number of assignments that costs the higher fee."""
    if hit.max_assignments < HIGHER_FEE_ASSIGNMENTS:
        return min(extension.max_assignments, HIGHER_FEE_ASSIGNMENTS - 1)
    return extension.max_assignments


def _lengthen(hit: Hit, total: int, seconds: int, when: datetime) -> Hit:
    if not seconds:
        return replace(hit, max_assignments=total)
    start = when if hit.expired else hit.expiration
    ends = start + timedelta(seconds=seconds)
    return replace(hit, max_assignments=total, expired=False, expiration=ends)
