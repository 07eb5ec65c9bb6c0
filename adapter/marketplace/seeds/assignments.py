"""Assignments and bonuses in seed files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from adapter.errors import SeedError
from adapter.marketplace.accounts.balance import (
    MAX_CENTS,
    compute_price,
    format_dollars,
    is_at_most,
    parse_cents,
)
from adapter.marketplace.assignments.bonuses import BONUS_ITEMS
from adapter.marketplace.assignments.operations import ASSIGNMENT_ITEMS
from adapter.marketplace.assignments.state import RELEASED
from adapter.marketplace.seeds.seed_list import (
    SeedList,
    add_members,
    find_all_rows,
    find_rows,
    get_item_shape,
)
from adapter.marketplace.storage.tables import assignments, bonus_payments, hit_types, hits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_SUBMITTED = get_item_shape("ListAssignmentsForHIT", "Assignments")
_STATUS = _SUBMITTED.members["AssignmentStatus"]
_ASSIGNMENT = add_members(
    _SUBMITTED, AssignmentStatus=replace(_STATUS, enum=("Accepted", *_STATUS.enum))
)
"""An assignment, with the additional status Accepted."""

_HIT = select(
    hits.c.id,
    hits.c.account,
    hits.c.max_assignments,
    hit_types.c.reward_cents,
    hit_types.c.assignment_seconds,
    hit_types.c.approval_seconds,
).join(hit_types, hit_types.c.id == hits.c.type_id)
_ASSIGNMENTS = assignments.c
_COLUMNS = {
    "AssignmentId": "id",
    "HITId": "hit_id",
    "WorkerId": "worker_id",
    "Answer": "answer",
    "RequesterFeedback": "feedback",
}
_LATER_COLUMNS = (
    "submitted",
    "auto_approval",
    "approved",
    "rejected",
    "cost_cents",
    "reward_cents",
)
"""The columns of an assignment that are empty until it is submitted."""

_WITHOUT = {
    "Accepted": (
        "SubmitTime",
        "AutoApprovalTime",
        "ApprovalTime",
        "RejectionTime",
        "Answer",
        "RequesterFeedback",
    ),
    "Submitted": ("ApprovalTime", "RejectionTime"),
    "Approved": ("RejectionTime",),
    "Rejected": ("ApprovalTime",),
}
"""The members that an assignment of each status does not have."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the assignments of a file refer to.

    Attributes:
        hits: the HITs, with properties of their types, by id.
        existing: the assignments that are there already, by id.
        workers: the id of the assignment of each pair of a HIT and a worker.
    """

    hits: Mapping[str, AnyRow]
    existing: Mapping[str, AnyRow]
    workers: Mapping[tuple[str, str], str]


def _build_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    hit_ids = {item.members["HITId"] for item in items}
    known = _Known(
        find_rows(transaction, _HIT, hits.c.id, hit_ids),
        _find_assignments(transaction, items),
        _find_workers(transaction, hit_ids),
    )
    return [_build_row(transaction, item, known) for item in items]


def _find_assignments(transaction: Transaction, items: Sequence[Item]) -> dict[str, AnyRow]:
    ids = (item.members["AssignmentId"] for item in items)
    return find_rows(transaction, select(assignments), _ASSIGNMENTS.id, ids)


def _find_workers(transaction: Transaction, hit_ids: Iterable[str]) -> dict[tuple[str, str], str]:
    kept = select(_ASSIGNMENTS.id, _ASSIGNMENTS.hit_id, _ASSIGNMENTS.worker_id).where(
        _ASSIGNMENTS.status.not_in(RELEASED)
    )
    found = find_all_rows(transaction, kept, _ASSIGNMENTS.hit_id, hit_ids)
    return {(row.hit_id, row.worker_id): row.id for row in found}


def _build_row(transaction: Transaction, item: Item, known: _Known) -> Row:
    hit = _find_hit(transaction, item, known)
    status = item.members.get("AssignmentStatus", "Submitted")
    for name in _WITHOUT[status]:
        if name in item.members:
            raise item.build_error(name, f"an assignment that is {status} has none")
    row = {**item.read_columns(_COLUMNS), "account": transaction.account, "status": status}
    _check_worker(item, known)
    build = _build_accepted_columns if status == "Accepted" else _build_submitted_columns
    try:
        return row | build(transaction, item, hit)
    except OverflowError:
        text = "its Deadline or AutoApprovalTime would be after the year 9999"
        raise SeedError(item.place, text) from None


def _find_hit(transaction: Transaction, item: Item, known: _Known) -> AnyRow:
    hit_id = item.members["HITId"]
    hit = known.hits.get(hit_id)
    if hit is None:
        text = f"there is no HIT {hit_id}, in this file or in the database"
        raise item.build_error("HITId", text)
    item.raise_for_owner("HITId", hit.account, transaction.account)
    return hit


def _check_worker(item: Item, known: _Known) -> None:
    """Raise an error for a worker's second assignment of a HIT, and for another HIT's id."""
    members = item.members
    existing = known.existing.get(members["AssignmentId"])
    if existing is not None and existing.hit_id != members["HITId"]:
        raise item.build_error("AssignmentId", f"{existing.id} belongs to another HIT")
    same = known.workers.get((members["HITId"], members["WorkerId"]))
    if existing is None and same is not None:
        raise item.build_error("WorkerId", f"this worker has the assignment {same} of the HIT")


def _build_accepted_columns(transaction: Transaction, item: Item, hit: AnyRow) -> Row:
    """Return the columns of an assignment that is not submitted; the HIT still holds its cost."""
    accepted = item.members.get("AcceptTime") or transaction.now
    deadline = item.members.get("Deadline") or _add_seconds(accepted, hit.assignment_seconds)
    times = {"accepted": accepted, "deadline": deadline, "due": deadline}
    return dict.fromkeys(_LATER_COLUMNS) | times


def _build_submitted_columns(transaction: Transaction, item: Item, hit: AnyRow) -> Row:
    """Return the columns of a submitted assignment, with its times and its cost.

    Without an AutoApprovalTime, the delay begins when the file is loaded. Otherwise an assignment
    that an old file calls Submitted would be approved at once.
    """
    members, status = item.members, item.members.get("AssignmentStatus", "Submitted")
    submitted = members.get("SubmitTime") or transaction.now
    accepted = members.get("AcceptTime") or submitted
    later = max(submitted, transaction.now)
    approval = members.get("AutoApprovalTime") or _add_seconds(later, hit.approval_seconds)
    approved, rejected = members.get("ApprovalTime"), members.get("RejectionTime")
    return {
        "accepted": accepted,
        "deadline": members.get("Deadline") or _add_seconds(accepted, hit.assignment_seconds),
        "submitted": submitted,
        "auto_approval": approval,
        "approved": (approved or submitted) if status == "Approved" else None,
        "rejected": (rejected or submitted) if status == "Rejected" else None,
        "due": approval if status == "Submitted" else None,
        "cost_cents": compute_price(hit.reward_cents, hit.max_assignments),
        "reward_cents": hit.reward_cents,
    }


def _add_seconds(time: datetime, seconds: int) -> datetime:
    return time + timedelta(seconds=seconds)


def _build_bonus_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    known = _find_assignments(transaction, items)
    return [_build_bonus_row(transaction, item, known) for item in items]


def _build_bonus_row(transaction: Transaction, item: Item, known: Mapping[str, AnyRow]) -> Row:
    members = item.members
    assignment = known.get(members["AssignmentId"])
    if assignment is None or assignment.account != transaction.account:
        text = f"there is no assignment {members['AssignmentId']}, in this file or in the database"
        raise item.build_error("AssignmentId", text)
    if not is_at_most(members["BonusAmount"], MAX_CENTS):
        raise item.build_error("BonusAmount", "it exceeds the maximum of a bonus")
    worker_id = members.get("WorkerId", assignment.worker_id)
    if worker_id != assignment.worker_id:
        raise item.build_error("WorkerId", f"the assignment belongs to {assignment.worker_id}")
    return {
        "account": transaction.account,
        "hit_id": assignment.hit_id,
        "assignment_id": assignment.id,
        "worker_id": worker_id,
        "amount": format_dollars(parse_cents(members["BonusAmount"])),
        "reason": members.get("Reason", ""),
        # The time of loading would make the same bonus a new one when the file is loaded again.
        "granted": members.get("GrantTime") or assignment.submitted or assignment.accepted,
    }


ASSIGNMENTS = SeedList(
    name="Assignments",
    shape=_ASSIGNMENT,
    required=("AssignmentId", "HITId", "WorkerId"),
    identity=("id",),
    table=assignments,
    to_rows=_build_rows,
    order=("accepted", "id"),
    items=ASSIGNMENT_ITEMS.where(
        _ASSIGNMENTS.account == bindparam("account"), _ASSIGNMENTS.status.not_in(RELEASED)
    ),
    distinct=(("hit_id", "worker_id"),),
)
BONUSES = SeedList(
    name="BonusPayments",
    shape=get_item_shape("ListBonusPayments", "BonusPayments"),
    required=("AssignmentId", "BonusAmount"),
    identity=("assignment_id", "amount", "granted", "reason"),
    table=bonus_payments,
    to_rows=_build_bonus_rows,
    order=("granted", "assignment_id"),
    items=BONUS_ITEMS.where(bonus_payments.c.account == bindparam("account")),
)
