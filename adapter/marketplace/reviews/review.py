"""Review an assignment when it is submitted, and a HIT when it becomes reviewable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, select

from adapter.marketplace.assignments.state import record_submission
from adapter.marketplace.errors import ParameterValidationError
from adapter.marketplace.hits.review_policies import read_known_answers, read_plurality
from adapter.marketplace.hits.state import ON_OFFER, find_hit
from adapter.marketplace.reviews.actions import decide, extend
from adapter.marketplace.reviews.answers import read_values
from adapter.marketplace.reviews.details import ASSIGNMENT, HIT, store_details
from adapter.marketplace.reviews.known_answers import SCORE, describe_score, score_known_answers
from adapter.marketplace.reviews.plurality import (
    describe_hit,
    describe_worker,
    find_agreements,
    score_hit,
    score_worker,
)
from adapter.marketplace.storage.tables import assignments, hits, review_details

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Column

    from adapter.marketplace.assignments.state import Assignment
    from adapter.marketplace.hits.review_policies import KnownAnswers, Plurality
    from adapter.marketplace.hits.state import Hit
    from adapter.marketplace.reviews.details import Detail
    from adapter.marketplace.reviews.plurality import Agreement, Values
    from adapter.marketplace.storage.transaction import Handler, Params, Result, Transaction

Policy = TypeVar("Policy")


def submit(
    transaction: Transaction, assignment: Assignment, hit: Hit, answers: str, approval_at: datetime
) -> None:
    """Submit the assignment, and carry out the HIT's policies."""
    column = hits.c.assignment_policy
    policy = _read_policy(transaction, hit.id, column, read_known_answers)
    if policy is None:
        record_submission(transaction, assignment, hit, answers, approval_at)
    else:
        _submit_scored(transaction, policy, assignment, answers, approval_at)
    review_if_reviewable(transaction, hit, transaction.now)


def _submit_scored(
    transaction: Transaction,
    policy: KnownAnswers,
    assignment: Assignment,
    answers: str,
    approval_at: datetime,
) -> None:
    """Extend the HIT before the submission is counted, so that it does not become reviewable."""
    hit_id, now = assignment.hit_id, transaction.now
    score = score_known_answers(policy.answer_key, read_values(answers))
    extended = [*extend(transaction, hit_id, policy.extension, score.percent, now)]
    record_submission(transaction, assignment, find_hit(transaction, hit_id), answers, approval_at)
    decided = [*decide(transaction, assignment.id, policy.decision, score.percent, now)]
    details = [*describe_score(assignment.id, score), *decided, *extended]
    store_details(transaction, hit_id, ASSIGNMENT, details, now)


def review_after(handler: Handler) -> Handler:
    """Return a handler that also reviews the call's HIT if it becomes reviewable."""

    def handle(transaction: Transaction, params: Params) -> Result:
        before = find_hit(transaction, params["HITId"])
        result = handler(transaction, params)
        review_if_reviewable(transaction, before, transaction.now)
        return result

    return handle


def review_if_reviewable(transaction: Transaction, before: Hit, when: datetime) -> None:
    """Carry out the HIT-level policy if the HIT has become reviewable.

    Args:
        transaction: the transaction of the change.
        before: the HIT before the change.
        when: the time of the change.
    """
    if before.status not in ON_OFFER:
        return
    policy = _read_policy(transaction, before.id, hits.c.hit_policy, read_plurality)
    if policy is None or find_hit(transaction, before.id).status != "Reviewable":
        return
    answered = _read_submitted(transaction, before.id, policy)
    if answered:
        details = [*_review_hit(transaction, before.id, policy, answered, when)]
        store_details(transaction, before.id, HIT, details, when)


def _review_hit(
    transaction: Transaction,
    hit_id: str,
    policy: Plurality,
    answered: Mapping[str, Values],
    when: datetime,
) -> Iterator[Detail]:
    """Yield the results and, after them, the actions."""
    agreements = find_agreements(policy, [*answered.values()])
    yield from describe_hit(hit_id, policy, agreements)
    for assignment_id, values in answered.items():
        yield from describe_worker(assignment_id, values, agreements)
    yield from _decide_all(transaction, policy, answered, agreements, when)
    yield from extend(transaction, hit_id, policy.extension, score_hit(policy, agreements), when)


def _decide_all(
    transaction: Transaction,
    policy: Plurality,
    answered: Mapping[str, Values],
    agreements: Mapping[str, Agreement],
    when: datetime,
) -> Iterator[Detail]:
    for assignment_id, values in answered.items():
        score = score_worker(values, agreements)
        if score is not None:
            yield from decide(transaction, assignment_id, policy.decision, score, when)


def _read_submitted(
    transaction: Transaction, hit_id: str, policy: Plurality
) -> Mapping[str, Values]:
    """Return the values of each assignment that counts, by its identifier."""
    rejected = () if policy.disregards_rejected else ("Rejected",)
    counts = assignments.c.status.in_(("Submitted", "Approved", *rejected))
    of_hit = select(assignments.c.id, assignments.c.answer).where(assignments.c.hit_id == hit_id)
    rows = transaction.execute(of_hit.where(counts).order_by(assignments.c.serial)).all()
    least, scores = policy.min_known_answer_score, _read_scores(transaction, hit_id)
    return {
        assignment_id: read_values(answer)
        for assignment_id, answer in rows
        if least is None or scores.get(assignment_id, least) >= least
    }


def _read_scores(transaction: Transaction, hit_id: str) -> Mapping[str, int]:
    """Return the KnownAnswerScore of each assignment that has one."""
    of_hit = and_(review_details.c.hit_id == hit_id, review_details.c.name == SCORE)
    scores = select(review_details.c.subject_id, review_details.c.value).where(of_hit)
    return {subject: int(value) for subject, value in transaction.execute(scores)}


def _read_policy(
    transaction: Transaction, hit_id: str, column: Column[Any], read: Callable[[Any], Policy | None]
) -> Policy | None:
    """Return a HIT's policy, or None if it has none that can be carried out."""
    written = transaction.execute(select(column).where(hits.c.id == hit_id)).scalar()
    try:
        return read(written)
    except ParameterValidationError:
        # Versions that did not carry policies out stored them unchecked.
        return None
