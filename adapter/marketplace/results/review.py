"""Carry out the decisions of a file by the API's own operations, after a look at what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapter.marketplace.errors import RefusedCallError
from adapter.marketplace.hits.state import DISPOSED
from adapter.marketplace.storage.tables import assignments, hits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from adapter.marketplace.results.decisions import Decision
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import AnyRow, Params, Transaction

_IN_A_STATEMENT = 500
_IN_A_TRANSACTION = 100


@dataclass(frozen=True, slots=True)
class Review:
    """What the decisions of a file would do.

    Attributes:
        to_approve: the decisions that approve, also those in `overridden`.
        overridden: how many of them approve what was rejected.
        to_reject: the decisions that reject.
        decided: the decisions about assignments that are decided already, with what they are.
        reward_cents: what the workers get.
        fee_cents: what is paid in addition.
        released_cents: what is no longer on hold, because of the rejections.
        problems: why nothing can be done, each with its line.
    """

    to_approve: Sequence[Decision]
    overridden: int
    to_reject: Sequence[Decision]
    decided: Sequence[tuple[Decision, str]]
    reward_cents: int
    fee_cents: int
    released_cents: int
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of decisions.

    Attributes:
        approved: the number of approvals.
        rejected: the number of rejections.
        refused: the decisions that the API refused, and why.
    """

    approved: int
    rejected: int
    refused: Sequence[tuple[Decision, str]]


def plan_review(
    transaction: Transaction, decisions: Sequence[Decision], *, overrides: bool = False
) -> Review:
    """Return what the decisions would do.

    Args:
        transaction: a read transaction, after due changes were applied.
        decisions: each of another assignment.
        overrides: whether approvals count for assignments that were rejected.
    """
    states = dict(_read_states(transaction, [each.assignment_id for each in decisions]))
    to_approve: list[Decision] = []
    to_reject: list[Decision] = []
    decided: list[tuple[Decision, str]] = []
    problems: list[str] = []
    for each in decisions:
        state = states.get(each.assignment_id)
        if state is None or state.submitted is None:
            problems.append(f"line {each.line}: {_explain_missing(transaction, each)}")
        elif state.status == "Submitted" or (overrides and each.approves and _is_rejected(state)):
            (to_approve if each.approves else to_reject).append(each)
        else:
            decided.append((each, state.status))
    approved = [states[each.assignment_id] for each in to_approve]
    rewards = sum(each.reward_cents for each in approved)
    return Review(
        to_approve=to_approve,
        overridden=sum(_is_rejected(each) for each in approved),
        to_reject=to_reject,
        decided=decided,
        reward_cents=rewards,
        fee_cents=sum(each.cost_cents for each in approved) - rewards,
        released_cents=sum(states[each.assignment_id].cost_cents for each in to_reject),
        problems=problems,
    )


def _is_rejected(state: AnyRow) -> bool:
    return bool(state.status == "Rejected")


def _explain_missing(transaction: Transaction, decision: Decision) -> str:
    return (
        f"the account {transaction.account} has no submitted assignment {decision.assignment_id}; "
        "delete the line, or see whether the file is of another account"
    )


def _read_states(
    transaction: Transaction, assignment_ids: Sequence[str]
) -> Iterator[tuple[str, AnyRow]]:
    statement = (
        select(
            assignments.c.id,
            assignments.c.status,
            assignments.c.submitted,
            assignments.c.cost_cents,
            assignments.c.reward_cents,
        )
        .join(hits, hits.c.id == assignments.c.hit_id)
        .where(assignments.c.account == transaction.account, hits.c.status != DISPOSED)
    )
    for start in range(0, len(assignment_ids), _IN_A_STATEMENT):
        some = assignment_ids[start : start + _IN_A_STATEMENT]
        for row in transaction.execute(statement.where(assignments.c.id.in_(some))):
            yield row.id, row


def carry_out(
    marketplace: Marketplace,
    account: str,
    decisions: Sequence[Decision],
    *,
    overrides: bool = False,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Outcome:
    """Approve and reject by ApproveAssignment and RejectAssignment.

    Some are carried out in each transaction: after a failure, the rest can be done by the same
    file.

    Args:
        marketplace: where the assignments are.
        account: the access key of the requester.
        decisions: each of another assignment.
        overrides: whether approvals count for assignments that were rejected.
        report: receives how many are carried out, and how many there are.

    Raises:
        ServiceFault: the database failed.
    """
    refused: list[tuple[Decision, str]] = []
    counts = {True: 0, False: 0}
    for start in range(0, len(decisions), _IN_A_TRANSACTION):
        with marketplace.begin_calls(account) as call:
            for each in decisions[start : start + _IN_A_TRANSACTION]:
                try:
                    call(*_build_call(each, overrides=overrides))
                except RefusedCallError as error:
                    refused.append((each, error.message))
                else:
                    counts[each.approves] += 1
        report(min(start + _IN_A_TRANSACTION, len(decisions)), len(decisions))
    return Outcome(counts[True], counts[False], refused)


def _build_call(decision: Decision, *, overrides: bool) -> tuple[str, Params]:
    """Return the operation and its parameters."""
    parameters: dict[str, Any] = {"AssignmentId": decision.assignment_id}
    if not decision.approves:
        return "RejectAssignment", {**parameters, "RequesterFeedback": decision.feedback}
    if overrides:
        parameters["OverrideRejection"] = True
    return "ApproveAssignment", parameters
