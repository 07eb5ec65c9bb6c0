"""HIT types and HITs in seed files.

A HIT's counts follow from the assignments in the file, and its status from counts and clock. Of
HITStatus, only the values Reviewable, Reviewing and Disposed have an effect.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from adapter.current_api import model as current
from adapter.errors import SeedError
from adapter.marketplace.documents import DocumentKind
from adapter.marketplace.errors import ParameterValidationError, RefusedCallError
from adapter.marketplace.hits.operations import COLUMNS, NEW_COLUMNS
from adapter.marketplace.hits.queries import HIT_ITEMS
from adapter.marketplace.hits.review_policies import check_policies
from adapter.marketplace.hits.types import YEAR_SECONDS, build_row, find_same, insert_hit_type
from adapter.marketplace.qualifications.requirements import NAME as REQUIREMENTS
from adapter.marketplace.qualifications.requirements import normalize
from adapter.marketplace.seeds.seed_list import SeedList, add_members, get_item_shape
from adapter.marketplace.storage.paging import label_columns
from adapter.marketplace.storage.tables import hit_types, hits, qualification_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import Transaction

_API = current.load()
_CREATE_HIT = _API.find_input("CreateHIT").members

_HIT_TYPE = replace(
    add_members(
        _API.find_input("CreateHITType"),
        HITTypeId=_API.find_output("CreateHITType").members["HITTypeId"],
        HITGroupId=get_item_shape("ListHITs", "HITs").members["HITGroupId"],
        Notification=_API.find_input("UpdateNotificationSettings").members["Notification"],
        Active=_API.find_input("UpdateNotificationSettings").members["Active"],
    ),
    name="HITType",
)
"""The parameters of CreateHITType and UpdateNotificationSettings, with the type's ids."""

_HIT = add_members(
    get_item_shape("ListHITs", "HITs"),
    HITLayoutParameters=_CREATE_HIT["HITLayoutParameters"],
    AssignmentReviewPolicy=_CREATE_HIT["AssignmentReviewPolicy"],
    HITReviewPolicy=_CREATE_HIT["HITReviewPolicy"],
)
"""A HIT, with the members that only CreateHIT has."""

_TYPES = hit_types.c
_TYPE_COLUMNS = {
    "HITTypeId": "id",
    "HITGroupId": "group_id",
    "Title": "title",
    "Description": "description",
    "Keywords": "keywords",
    "Reward": "reward",
    "AutoApprovalDelayInSeconds": "approval_seconds",
    "AssignmentDurationInSeconds": "assignment_seconds",
    "QualificationRequirements": "requirements",
    "Notification": "notification",
    "Active": "notification_active",
}
_TYPE_OWNER = select(_TYPES.account).where(_TYPES.id == bindparam("type_id"))
_QUALIFICATION_TYPE = select(qualification_types.c.id).where(
    qualification_types.c.id == bindparam("type_id"), qualification_types.c.status != "Disposing"
)
_DEFAULT_DURATION_SECONDS = 3600
_OWNER = select(hits.c.account).where(hits.c.id == bindparam("hit_id"))


def _build_hit_row(transaction: Transaction, item: Item) -> Row:
    members, hit_id = item.members, item.members["HITId"]
    owner = transaction.execute(_OWNER, {"hit_id": hit_id}).scalar()
    item.raise_for_owner("HITId", owner, transaction.account)
    item.raise_for_document("Question", DocumentKind.QUESTION)
    if members.get("MaxAssignments", 1) < 1:
        raise item.build_error("MaxAssignments", "the minimum is 1")
    _check_policies(item)
    expiration = members.get("Expiration") or transaction.now + timedelta(seconds=YEAR_SECONDS)
    return {
        **item.read_columns(COLUMNS),
        **NEW_COLUMNS,
        "id": hit_id,
        "account": transaction.account,
        "type_id": find_or_insert_type(transaction, item),
        "created": members.get("CreationTime") or transaction.now,
        "expiration": expiration,
        "due": expiration,
        "status": members.get("HITStatus", "Assignable"),
        "review_status": members.get("HITReviewStatus", "NotReviewed"),
        "max_assignments": members.get("MaxAssignments", 1),
    }


def _check_policies(item: Item) -> None:
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
    to_row=_build_hit_row,
    order=("created", "id"),
    items=HIT_ITEMS.add_columns(
        hits.c.layout_parameters.label("HITLayoutParameters"),
        hits.c.assignment_policy.label("AssignmentReviewPolicy"),
        hits.c.hit_policy.label("HITReviewPolicy"),
    ).where(hits.c.account == bindparam("account")),
)


def find_or_insert_type(transaction: Transaction, item: Item) -> str:
    """Return the id of a HIT's type; create a missing one from the HIT's members."""
    type_id = item.members.get("HITTypeId")
    if type_id is not None and _find_owner(transaction, item) is not None:
        return str(type_id)
    row = _build_columns(transaction, item, item.members.get("Title") or item.members["HITId"])
    if type_id is None and (same := find_same(transaction, row)) is not None:
        return same
    group_id = item.members.get("HITGroupId")
    extra = {"group_id": group_id} if group_id is not None else {}
    return insert_hit_type(transaction, row | extra, type_id or transaction.generate_id())


def _build_hit_type_row(transaction: Transaction, item: Item) -> Row:
    params, type_id = item.members, item.members["HITTypeId"]
    _find_owner(transaction, item)
    row = _build_columns(transaction, item, params.get("Title") or type_id)
    notification, active = params.get("Notification"), params.get("Active", False)
    if active and notification is None:
        raise item.build_error("Active", "true needs a Notification")
    return row | {
        "id": type_id,
        "account": transaction.account,
        "group_id": params.get("HITGroupId") or transaction.generate_id(),
        "notification": notification,
        "notification_active": active,
    }


def _build_columns(transaction: Transaction, item: Item, title: str) -> Row:
    """Return a type's columns, with defaults for missing members."""
    params = {
        "Title": title,
        "AssignmentDurationInSeconds": _DEFAULT_DURATION_SECONDS,
        "Reward": "0.00",
    }
    params |= {name: value for name, value in item.members.items() if value is not None}
    params.setdefault("Description", params["Title"])
    requirements = list(_read_requirements(transaction, item))
    try:
        return build_row(params, requirements)
    except RefusedCallError as error:
        raise SeedError(item.place, error.message) from None


def _read_requirements(transaction: Transaction, item: Item) -> Iterator[dict[str, Any]]:
    for each in item.members.get(REQUIREMENTS) or ():
        type_id = each["QualificationTypeId"]
        if transaction.execute(_QUALIFICATION_TYPE, {"type_id": type_id}).first() is None:
            text = f"there is no type {type_id}, in this file or in the database"
            raise item.build_error(REQUIREMENTS, text)
        # The API returns both RequiredToPreview and ActionsGuarded, and accepts only one of them.
        twice = "ActionsGuarded" in each
        once = {name: each[name] for name in each if not (twice and name == "RequiredToPreview")}
        try:
            yield normalize(once)
        except RefusedCallError as error:
            raise item.build_error(REQUIREMENTS, error.message) from None


def _find_owner(transaction: Transaction, item: Item) -> str | None:
    """Return the account if it owns the item's type, or None if there is no such type."""
    type_id = item.members["HITTypeId"]
    owner: str | None = transaction.execute(_TYPE_OWNER, {"type_id": type_id}).scalar()
    item.raise_for_owner("HITTypeId", owner, transaction.account)
    return owner


HIT_TYPES = SeedList(
    name="HITTypes",
    shape=_HIT_TYPE,
    required=("HITTypeId",),
    identity=("id",),
    table=hit_types,
    to_row=_build_hit_type_row,
    order=("id",),
    items=label_columns(hit_types, _TYPE_COLUMNS).where(_TYPES.account == bindparam("account")),
)
