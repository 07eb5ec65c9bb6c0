"""Qualification types, requests and qualifications in seed files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select

from adapter.marketplace.documents import DocumentKind
from adapter.marketplace.qualifications.grants import COLUMNS as QUALIFICATION_COLUMNS
from adapter.marketplace.qualifications.grants import QUALIFICATION_ITEMS
from adapter.marketplace.qualifications.requests import COLUMNS as REQUEST_COLUMNS
from adapter.marketplace.qualifications.requests import REQUEST_ITEMS
from adapter.marketplace.qualifications.types import COLUMNS as TYPE_COLUMNS
from adapter.marketplace.qualifications.types import DELETED, build_search_text, find_type_by_name
from adapter.marketplace.seeds.seed_list import SeedList, get_item_shape, set_defaults
from adapter.marketplace.storage.paging import label_columns
from adapter.marketplace.storage.system_types import AMAZON
from adapter.marketplace.storage.tables import (
    qualification_requests,
    qualification_types,
    qualifications,
)

if TYPE_CHECKING:
    from sqlalchemy import BindParameter

    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_TYPES, _REQUESTS, _QUALIFICATIONS = (
    qualification_types.c,
    qualification_requests.c,
    qualifications.c,
)
_ACCOUNT: BindParameter[str] = bindparam("account")
_TYPE = select(_TYPES.account, _TYPES.test, _TYPES.status).where(_TYPES.id == bindparam("of_type"))


def _build_type_row(transaction: Transaction, item: Item) -> Row:
    row = item.read_columns(TYPE_COLUMNS)
    row = set_defaults(
        row, name=row["id"], created=transaction.now, status="Active", is_requestable=True
    )
    row = set_defaults(row, description=row["name"], auto_granted=False)
    row = set_defaults(row, auto_granted_value=1 if row["auto_granted"] else None)
    item.raise_for_document("Test", DocumentKind.QUESTION_FORM)
    item.raise_for_document("AnswerKey", DocumentKind.ANSWER_KEY)
    if row["auto_granted"] and row["test"] is not None:
        raise item.build_error("AutoGranted", "a type with a Test cannot be granted automatically")
    if row["answer_key"] is not None and row["test"] is None:
        raise item.build_error("AnswerKey", "it needs the Test that it belongs to")
    row["account"] = transaction.account
    row["words"] = build_search_text(row["name"], row["description"], row["keywords"])
    _check_own(transaction, item, row)
    return row


def _check_own(transaction: Transaction, item: Item, row: Row) -> None:
    """Raise an error for another account's id, and for the name of another type of this account."""
    existing = transaction.execute(_TYPE, {"of_type": row["id"]}).first()
    owner = None if existing is None else existing.account
    item.raise_for_owner("QualificationTypeId", owner, transaction.account)
    same_name = find_type_by_name(transaction, row["name"])
    if existing is None and same_name is not None:
        raise item.build_error("Name", f"the type {same_name} has this name already")


def _find_type(transaction: Transaction, item: Item, *, amazon: bool) -> AnyRow:
    """Return the item's type, which the account owns, or Amazon if `amazon` allows it."""
    identifier = item.members["QualificationTypeId"]
    row = transaction.execute(_TYPE, {"of_type": identifier}).first()
    if row is None or row.status == DELETED:
        text = f"there is no type {identifier}, in this file or in the database"
        raise item.build_error("QualificationTypeId", text)
    if not (amazon and row.account == AMAZON):
        item.raise_for_owner("QualificationTypeId", row.account, transaction.account)
    return row


def _build_request_row(transaction: Transaction, item: Item) -> Row:
    of_type = _find_type(transaction, item, amazon=False)
    row = set_defaults(item.read_columns(REQUEST_COLUMNS), submitted=transaction.now)
    if row["answer"] is not None:
        row = set_defaults(row, test=of_type.test)
    return row | {"account": transaction.account, "status": "Pending"}


def _build_qualification_row(transaction: Transaction, item: Item) -> Row:
    _find_type(transaction, item, amazon=True)
    row = set_defaults(
        item.read_columns(QUALIFICATION_COLUMNS), granted=transaction.now, status="Granted"
    )
    locale = item.members.get("LocaleValue")
    if locale is None:
        row = set_defaults(row, value=1)
    place = locale or {}
    return row | {"country": place.get("Country"), "subdivision": place.get("Subdivision")}


def _build_qualification_item(item: Row) -> Row:
    place = {name: item.pop(name) for name in ("Country", "Subdivision") if name in item}
    return item | ({"LocaleValue": place} if place else {})


TYPES = SeedList(
    name="QualificationTypes",
    shape=get_item_shape("ListQualificationTypes", "QualificationTypes"),
    required=("QualificationTypeId",),
    identity=("id",),
    table=qualification_types,
    to_row=_build_type_row,
    order=("created", "id"),
    items=label_columns(qualification_types, TYPE_COLUMNS).where(
        _TYPES.account == _ACCOUNT, _TYPES.status != DELETED
    ),
    distinct=(("name",),),
)
REQUESTS = SeedList(
    name="QualificationRequests",
    shape=get_item_shape("ListQualificationRequests", "QualificationRequests"),
    required=("QualificationRequestId", "QualificationTypeId", "WorkerId"),
    identity=("id",),
    table=qualification_requests,
    to_row=_build_request_row,
    order=("submitted", "id"),
    items=REQUEST_ITEMS.where(_REQUESTS.account == _ACCOUNT, _REQUESTS.status == "Pending"),
)
QUALIFICATIONS = SeedList(
    name="Qualifications",
    shape=get_item_shape("ListWorkersWithQualificationType", "Qualifications"),
    required=("QualificationTypeId", "WorkerId"),
    identity=("type_id", "worker_id"),
    table=qualifications,
    to_row=_build_qualification_row,
    order=("granted", "type_id", "worker_id"),
    items=QUALIFICATION_ITEMS.add_columns(
        _QUALIFICATIONS.country.label("Country"), _QUALIFICATIONS.subdivision.label("Subdivision")
    )
    .join(qualification_types, _TYPES.id == _QUALIFICATIONS.type_id)
    .where(or_(_TYPES.account == _ACCOUNT, _TYPES.account == AMAZON), _TYPES.status != DELETED),
    to_item=_build_qualification_item,
)
