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
from adapter.marketplace.qualifications.types import DELETED, build_search_text
from adapter.marketplace.seeds.seed_list import SeedList, find_rows, get_item_shape, set_defaults
from adapter.marketplace.storage.paging import label_columns
from adapter.marketplace.storage.system_types import AMAZON, LOCALE
from adapter.marketplace.storage.tables import (
    qualification_requests,
    qualification_types,
    qualifications,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import BindParameter

    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_TYPES, _REQUESTS, _QUALIFICATIONS = (
    qualification_types.c,
    qualification_requests.c,
    qualifications.c,
)
_ACCOUNT: BindParameter[str] = bindparam("account")
_TYPE = select(_TYPES.id, _TYPES.account, _TYPES.test, _TYPES.status)


def _build_type_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    known = _find_types(transaction, items)
    rows = [_build_type_row(transaction, item, known) for item in items]
    own = select(_TYPES.id, _TYPES.name).where(
        _TYPES.account == transaction.account, _TYPES.status != DELETED
    )
    named = find_rows(transaction, own, _TYPES.name, (row["name"] for row in rows))
    for item, row in zip(items, rows, strict=True):
        if row["id"] not in known and row["name"] in named:
            same = named[row["name"]].id
            raise item.build_error("Name", f"the type {same} has this name already")
    return rows


def _build_type_row(transaction: Transaction, item: Item, known: Mapping[str, AnyRow]) -> Row:
    existing = known.get(item.members["QualificationTypeId"])
    owner = None if existing is None else existing.account
    item.raise_for_owner("QualificationTypeId", owner, transaction.account)
    _check_type(item)
    row = item.read_columns(TYPE_COLUMNS)
    row = set_defaults(
        row, name=row["id"], created=transaction.now, status="Active", is_requestable=True
    )
    row = set_defaults(row, description=row["name"], auto_granted=False)
    row = set_defaults(row, auto_granted_value=1 if row["auto_granted"] else None)
    row["account"] = transaction.account
    row["words"] = build_search_text(row["name"], row["description"], row["keywords"])
    return row


def _check_type(item: Item) -> None:
    """Raise an error for documents and parameters that do not go together."""
    members = item.members
    item.raise_for_document("Test", DocumentKind.QUESTION_FORM)
    item.raise_for_document("AnswerKey", DocumentKind.ANSWER_KEY)
    if members.get("AutoGranted") and "Test" in members:
        raise item.build_error("AutoGranted", "a type with a Test cannot be granted automatically")
    if "AutoGrantedValue" in members and not members.get("AutoGranted"):
        raise item.build_error("AutoGrantedValue", "it needs AutoGranted")
    for name in ("AnswerKey", "TestDurationInSeconds"):
        if name in members and "Test" not in members:
            raise item.build_error(name, "it needs the Test that it belongs to")


def _find_types(transaction: Transaction, items: Sequence[Item]) -> dict[str, AnyRow]:
    ids = (item.members["QualificationTypeId"] for item in items)
    return find_rows(transaction, _TYPE, _TYPES.id, ids)


def _find_type(
    transaction: Transaction, item: Item, known: Mapping[str, AnyRow], *, amazon: bool
) -> AnyRow:
    """Return the item's type, which the account owns, or Amazon if `amazon` allows it."""
    identifier = item.members["QualificationTypeId"]
    row = known.get(identifier)
    if row is None or row.status == DELETED:
        text = f"there is no type {identifier}, in this file or in the database"
        raise item.build_error("QualificationTypeId", text)
    if not (amazon and row.account == AMAZON):
        item.raise_for_owner("QualificationTypeId", row.account, transaction.account)
    return row


def _build_request_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    known = _find_types(transaction, items)
    return [_build_request_row(transaction, item, known) for item in items]


def _build_request_row(transaction: Transaction, item: Item, known: Mapping[str, AnyRow]) -> Row:
    of_type = _find_type(transaction, item, known, amazon=False)
    row = set_defaults(item.read_columns(REQUEST_COLUMNS), submitted=transaction.now)
    if row["answer"] is not None:
        row = set_defaults(row, test=of_type.test)
    return row | {"account": transaction.account, "status": "Pending"}


def _build_qualification_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    known = _find_types(transaction, items)
    return [_build_qualification_row(transaction, item, known) for item in items]


def _build_qualification_row(
    transaction: Transaction, item: Item, known: Mapping[str, AnyRow]
) -> Row:
    of_locale = _find_type(transaction, item, known, amazon=True).id == LOCALE
    unused = "IntegerValue" if of_locale else "LocaleValue"
    if unused in item.members:
        raise item.build_error(unused, "no requirement for this type compares it")
    row = set_defaults(
        item.read_columns(QUALIFICATION_COLUMNS), granted=transaction.now, status="Granted"
    )
    place = item.members.get("LocaleValue") or {}
    if not place:
        row = set_defaults(row, value=1)
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
    to_rows=_build_type_rows,
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
    to_rows=_build_request_rows,
    order=("submitted", "id"),
    items=REQUEST_ITEMS.where(_REQUESTS.account == _ACCOUNT, _REQUESTS.status == "Pending"),
)
QUALIFICATIONS = SeedList(
    name="Qualifications",
    shape=get_item_shape("ListWorkersWithQualificationType", "Qualifications"),
    required=("QualificationTypeId", "WorkerId"),
    identity=("type_id", "worker_id"),
    table=qualifications,
    to_rows=_build_qualification_rows,
    order=("granted", "type_id", "worker_id"),
    items=QUALIFICATION_ITEMS.add_columns(
        _QUALIFICATIONS.country.label("Country"), _QUALIFICATIONS.subdivision.label("Subdivision")
    )
    .join(qualification_types, _TYPES.id == _QUALIFICATIONS.type_id)
    .where(or_(_TYPES.account == _ACCOUNT, _TYPES.account == AMAZON), _TYPES.status != DELETED),
    to_item=_build_qualification_item,
)
