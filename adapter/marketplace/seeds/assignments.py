"""Assignments and bonuses in seed files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.errors import SeedError
from adapter.marketplace.accounts.accounts import cents, dollars, within
from adapter.marketplace.accounts.money import MOST_CENTS, price
from adapter.marketplace.assignments.operations import ITEM
from adapter.marketplace.seeds.noun import Noun
from adapter.marketplace.seeds.shapes import ASSIGNMENT, BONUS
from adapter.marketplace.storage.tables import assignments, bonus_payments, hit_types, hits

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.marketplace.seeds.noun import Item, Row
    from adapter.marketplace.transaction import AnyRow, Turn

_HIT = (
    select(
        hits.c.account,
        hits.c.max_assignments,
        hit_types.c.reward_cents,
        hit_types.c.assignment_seconds,
        hit_types.c.approval_seconds,
    )
    .join(hit_types, hit_types.c.id == hits.c.type_id)
    .where(hits.c.id == bindparam("hit_id"))
)
_ASSIGNMENTS, _PAID = assignments.c, bonus_payments.c
_THERE = select(assignments).where(_ASSIGNMENTS.id == bindparam("assignment_id"))
_GIVEN_UP = ("Returned", "Abandoned")
_BY_WORKER = select(_ASSIGNMENTS.id).where(
    _ASSIGNMENTS.hit_id == bindparam("hit_id"),
    _ASSIGNMENTS.worker_id == bindparam("worker_id"),
    _ASSIGNMENTS.status.not_in(_GIVEN_UP),
)


def _row(turn: Turn, item: Item) -> Row:
    given = item.members
    hit = _hit(turn, item)
    status = given.get("AssignmentStatus", "Submitted")
    row = {
        "id": given["AssignmentId"],
        "account": turn.account,
        "hit_id": given["HITId"],
        "worker_id": given["WorkerId"],
        "status": status,
        "answer": given.get("Answer"),
        "feedback": given.get("RequesterFeedback"),
    }
    _check_worker(turn, item)
    times = _accepted if status == "Accepted" else _handed_in
    try:
        return row | times(turn, item, hit)
    except OverflowError:
        text = "its deadline, or approval, would be later than any time there is"
        raise SeedError(item.place, text) from None


def _hit(turn: Turn, item: Item) -> AnyRow:
    hit_id = item.members["HITId"]
    hit = turn.connection.execute(_HIT, {"hit_id": hit_id}).first()
    if hit is None:
        text = f"there is no HIT {hit_id}, in this file or in the database"
        raise item.wrong("HITId", text)
    if hit.account != turn.account:
        raise item.wrong("HITId", f"{hit_id} belongs to another account")
    return hit


def _check_worker(turn: Turn, item: Item) -> None:
    """Refuses a second assignment of a HIT by one worker, and an id that is of another HIT."""
    given = item.members
    there = turn.connection.execute(_THERE, {"assignment_id": given["AssignmentId"]}).first()
    if there is not None and there.hit_id != given["HITId"]:
        raise item.wrong("AssignmentId", f"{there.id} is of another HIT")
    key = {"hit_id": given["HITId"], "worker_id": given["WorkerId"]}
    same = turn.connection.execute(_BY_WORKER, key).scalar()
    if there is None and same is not None:
        raise item.wrong("WorkerId", f"this worker has the assignment {same} of the HIT")


def _accepted(turn: Turn, item: Item, hit: AnyRow) -> Row:
    """The times of work that is still being done; it has no cost of its own yet."""
    accepted = item.members.get("AcceptTime") or turn.now
    deadline = item.members.get("Deadline") or _after(accepted, hit.assignment_seconds)
    empty = dict.fromkeys(("submitted", "auto_approval", "approved", "rejected", "cost_cents"))
    return {**empty, "accepted": accepted, "deadline": deadline, "due": deadline}


def _handed_in(turn: Turn, item: Item, hit: AnyRow) -> Row:
    """The times of work that was handed in, and what it costs.

    Where no AutoApprovalTime is given, the delay begins when the file is loaded, so that what a
    file from long ago calls Submitted is.
    """
    given, status = item.members, item.members.get("AssignmentStatus", "Submitted")
    submitted = given.get("SubmitTime") or turn.now
    accepted = given.get("AcceptTime") or submitted
    later = max(submitted, turn.now)
    approval = given.get("AutoApprovalTime") or _after(later, hit.approval_seconds)
    approved, rejected = given.get("ApprovalTime"), given.get("RejectionTime")
    return {
        "accepted": accepted,
        "deadline": given.get("Deadline") or _after(accepted, hit.assignment_seconds),
        "submitted": submitted,
        "auto_approval": approval,
        "approved": (approved or submitted) if status == "Approved" else None,
        "rejected": (rejected or submitted) if status == "Rejected" else None,
        "due": approval if status == "Submitted" else None,
        "cost_cents": price(hit.reward_cents, hit.max_assignments),
    }


def _after(time: datetime, seconds: int) -> datetime:
    return time + timedelta(seconds=seconds)


def _bonus_row(turn: Turn, item: Item) -> Row:
    given = item.members
    key = {"assignment_id": given["AssignmentId"]}
    assignment = turn.connection.execute(_THERE, key).first()
    if assignment is None or assignment.account != turn.account:
        text = f"there is no assignment {given['AssignmentId']}, in this file or in the database"
        raise item.wrong("AssignmentId", text)
    if not within(given["BonusAmount"], MOST_CENTS):
        raise item.wrong("BonusAmount", "no bonus is as large")
    worker_id = given.get("WorkerId", assignment.worker_id)
    if worker_id != assignment.worker_id:
        raise item.wrong("WorkerId", f"the assignment is {assignment.worker_id}'s")
    return {
        "account": turn.account,
        "hit_id": assignment.hit_id,
        "assignment_id": assignment.id,
        "worker_id": worker_id,
        "amount": dollars(cents(given["BonusAmount"])),
        "reason": given.get("Reason", ""),
        # Not the time of loading: the same file is to say the same a second time.
        "granted": given.get("GrantTime") or assignment.submitted or assignment.accepted,
    }


ASSIGNMENTS = Noun(
    name="Assignments",
    shape=ASSIGNMENT,
    required=("AssignmentId", "HITId", "WorkerId"),
    identity=("id",),
    table=assignments,
    row=_row,
    order=("accepted", "id"),
    items=ITEM.where(
        _ASSIGNMENTS.account == bindparam("account"), _ASSIGNMENTS.status.not_in(_GIVEN_UP)
    ),
    distinct=(("hit_id", "worker_id"),),
)
BONUSES = Noun(
    name="BonusPayments",
    shape=BONUS,
    required=("AssignmentId", "BonusAmount"),
    identity=("assignment_id", "amount", "granted", "reason"),
    table=bonus_payments,
    row=_bonus_row,
    order=("granted", "assignment_id"),
    items=select(
        _PAID.worker_id.label("WorkerId"),
        _PAID.amount.label("BonusAmount"),
        _PAID.assignment_id.label("AssignmentId"),
        _PAID.reason.label("Reason"),
        _PAID.granted.label("GrantTime"),
    ).where(_PAID.account == bindparam("account")),
)
