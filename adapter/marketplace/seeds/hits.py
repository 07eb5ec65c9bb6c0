"""HITs in seed files.

A HIT's counts follow from the assignments in the file, and its status from counts and times. Of
HITStatus, only the values Reviewable, Reviewing and Disposed have an effect; a value that
contradicts the assignments is refused.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam

from adapter.current_api import model as current
from adapter.errors import SeedError
from adapter.marketplace.documents import DocumentKind, write_layout_question
from adapter.marketplace.errors import ParameterValidationError
from adapter.marketplace.hits.creation import COLUMNS, NEW_COLUMNS
from adapter.marketplace.hits.queries import HIT_ITEMS
from adapter.marketplace.hits.review_policies import check_policies
from adapter.marketplace.hits.types import YEAR_SECONDS
from adapter.marketplace.seeds.hit_types import find_or_insert_types
from adapter.marketplace.seeds.seed_list import (
    SeedList,
    add_members,
    find_owners,
    find_rows,
    get_item_shape,
)
from adapter.marketplace.storage.tables import hits

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from adapter.marketplace.seeds.seed_list import Item, Members, Row
    from adapter.marketplace.storage.transaction import Transaction

_API = current.load()
_CREATE_HIT = _API.find_input("CreateHIT").members

_HIT = add_members(
    get_item_shape("ListHITs", "HITs"),
    HITLayoutParameters=_CREATE_HIT["HITLayoutParameters"],
    AssignmentReviewPolicy=_CREATE_HIT["AssignmentReviewPolicy"],
    HITReviewPolicy=_CREATE_HIT["HITReviewPolicy"],
)
"""A HIT, with the members that only CreateHIT has."""

_DERIVED = frozenset(
    {
        "HITStatus",
        "NumberOfAssignmentsPending",
        "NumberOfAssignmentsAvailable",
        "NumberOfAssignmentsCompleted",
    }
)
"""The members that follow from the assignments."""


def _build_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    owners = find_owners(transaction, items, "HITId", hits)
    for item, owner in zip(items, owners, strict=True):
        item.raise_for_owner("HITId", owner, transaction.account)
        _check(item)
    types = find_or_insert_types(transaction, items)
    return [_build_row(transaction, *each) for each in zip(items, types, strict=True)]


def _build_row(transaction: Transaction, item: Item, type_id: str) -> Row:
    members = item.members
    expiration = members.get("Expiration") or transaction.now + timedelta(seconds=YEAR_SECONDS)
    created = members.get("CreationTime") or transaction.now
    finished = members.get("HITStatus") in {"Reviewable", "Reviewing", "Disposed"}
    return {
        **item.read_columns(COLUMNS),
        **NEW_COLUMNS,
        "question": _read_question(members),
        "id": members["HITId"],
        "account": transaction.account,
        "type_id": type_id,
        "created": created,
        "status_since": min(expiration, transaction.now) if finished else created,
        "expiration": expiration,
        "due": expiration,
        "status": members.get("HITStatus", "Assignable"),
        "review_status": members.get("HITReviewStatus", "NotReviewed"),
        "max_assignments": members.get("MaxAssignments", 1),
    }


def _read_question(members: Members) -> str | None:
    """Return the Question; for a HIT of a layout one that lists its parameters.

    Programs that read a whole account expect a Question of every HIT.
    """
    question: str | None = members.get("Question")
    if question is None and "HITLayoutId" in members:
        parameters = members.get("HITLayoutParameters", ())
        return write_layout_question(members["HITLayoutId"], parameters)
    return question


def _check(item: Item) -> None:
    item.raise_for_document("Question", DocumentKind.QUESTION)
    if item.members.get("MaxAssignments", 1) < 1:
        raise item.build_error("MaxAssignments", "the minimum is 1")
    if "HITLayoutParameters" in item.members and "HITLayoutId" not in item.members:
        raise item.build_error("HITLayoutParameters", "they need the HITLayoutId they belong to")
    try:
        check_policies(item.members)
    except ParameterValidationError as error:
        raise SeedError(item.place, error.message) from None


HITS = SeedList(
    name="HITs",
    shape=_HIT,
    required=("HITId",),
    identity=("id",),
    table=hits,
    to_rows=_build_rows,
    order=("created", "id"),
    items=HIT_ITEMS.add_columns(
        hits.c.layout_parameters.label("HITLayoutParameters"),
        hits.c.assignment_policy.label("AssignmentReviewPolicy"),
        hits.c.hit_policy.label("HITReviewPolicy"),
    ).where(hits.c.account == bindparam("account")),
)


def raise_for_counts(transaction: Transaction, items: Sequence[Item], new: Collection[str]) -> None:
    """Raise an error if a new HIT states a count or status that its assignments do not make.

    Args:
        transaction: the transaction, after the account's state was derived.
        items: the HITs of the file.
        new: the ids of those that were not there before.
    """
    stated = [
        item
        for item in items
        if item.members["HITId"] in new and not item.members.keys().isdisjoint(_DERIVED)
    ]
    ids = [item.members["HITId"] for item in stated]
    found = find_rows(transaction, HIT_ITEMS, hits.c.id, ids, name="HITId")
    for item in stated:
        derived = found[item.members["HITId"]]._asdict()
        for name in _DERIVED & item.members.keys():
            if item.members[name] != derived[name]:
                raise item.build_error(name, f"its Assignments and times make it {derived[name]}")
