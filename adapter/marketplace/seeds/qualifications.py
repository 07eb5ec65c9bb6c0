"""Qualification types, requests and qualifications in seed files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select

from adapter.marketplace.documents import DocumentKind, list_violations
from adapter.marketplace.qualifications.grants import COLUMNS as QUALIFICATION_COLUMNS
from adapter.marketplace.qualifications.requests import COLUMNS as REQUEST_COLUMNS
from adapter.marketplace.qualifications.types import COLUMNS as TYPE_COLUMNS
from adapter.marketplace.qualifications.types import DELETED, build_search_text
from adapter.marketplace.seeds.seed_list import SeedList, get_item_shape
from adapter.marketplace.storage.system_types import AMAZON
from adapter.marketplace.storage.tables import (
    qualification_requests,
    qualification_types,
    qualifications,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import BindParameter, Table

    from adapter.marketplace.seeds.seed_list import Item, Row
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_TYPES, _REQUESTS, _QUALIFICATIONS = (
    qualification_types.c,
    qualification_requests.c,
    qualifications.c,
)
_ACCOUNT: BindParameter[str] = bindparam("account")
_TYPE = select(_TYPES.account, _TYPES.test, _TYPES.status).where(_TYPES.id == bindparam("of_type"))
_NAMED = select(_TYPES.id).where(
    _TYPES.account == _ACCOUNT, _TYPES.name == bindparam("name"), _TYPES.status != DELETED
)


def _label_columns(table: Table, columns: Mapping[str, str]) -> list[Any]:
    return [table.c[column].label(member) for member, column in columns.items()]


def _read_columns(item: Item, columns: Mapping[str, str]) -> Row:
    """Return the value of each column from the item's members; None if the member is missing."""
    return {column: item.members.get(member) for member, column in columns.items()}


def _set_defaults(row: Row, **defaults: Any) -> Row:
    return row | {
        name: default if row.get(name) is None else row[name] for name, default in defaults.items()
    }


def _build_type_row(transaction: Transaction, item: Item) -> Row:
    row = _read_columns(item, TYPE_COLUMNS)
    row = _set_defaults(
        row, name=row["id"], created=transaction.now, status="Active", is_requestable=True
    )
    row = _set_defaults(row, description=row["name"], auto_granted=False)
    row = _set_defaults(row, auto_granted_value=1 if row["auto_granted"] else None)
    for member, kind in (
        ("Test", DocumentKind.QUESTION_FORM),
        ("AnswerKey", DocumentKind.ANSWER_KEY),
    ):
        if member in item.members and (wrong := list_violations(kind, item.members[member])):
            raise item.build_error(member, "; ".join(wrong))
    if row["auto_granted"] and row["test"] is not None:
        raise item.build_error("AutoGranted", "a type that has a Test cannot grant by itself")
    if row["answer_key"] is not None and row["test"] is None:
        raise item.build_error("AnswerKey", "it needs the Test that it belongs to")
    row["account"] = transaction.account
    row["words"] = build_search_text(row["name"], row["description"], row["keywords"])
    _check_own(transaction, item, row)
    return row


def _check_own(transaction: Transaction, item: Item, row: Row) -> None:
    """Raise an error for another account's id, and for the name of another type of this account."""
    there = transaction.execute(_TYPE, {"of_type": row["id"]}).first()
    if there is not None and there.account != transaction.account:
        raise item.build_error("QualificationTypeId", f"{row['id']} belongs to another account")
    named = {"account": transaction.account, "name": row["name"]}
    taken = transaction.execute(_NAMED, named).scalar()
    if there is None and taken is not None:
        raise item.build_error("Name", f"the type {taken} has this name already")


def _find_type(transaction: Transaction, item: Item, *, amazon: bool) -> AnyRow:
    """Return the item's type, which the account owns, or Amazon if `amazon` allows it."""
    identifier = item.members["QualificationTypeId"]
    row = transaction.execute(_TYPE, {"of_type": identifier}).first()
    if row is None or row.status == DELETED:
        text = f"there is no type {identifier}, in this file or in the database"
        raise item.build_error("QualificationTypeId", text)
    if row.account != transaction.account and not (amazon and row.account == AMAZON):
        raise item.build_error("QualificationTypeId", f"{identifier} belongs to another account")
    return row


def _build_request_row(transaction: Transaction, item: Item) -> Row:
    of_type = _find_type(transaction, item, amazon=False)
    row = _set_defaults(_read_columns(item, REQUEST_COLUMNS), submitted=transaction.now)
    if row["answer"] is not None:
        row = _set_defaults(row, test=of_type.test)
    return row | {"account": transaction.account, "status": "Pending"}


def _build_qualification_row(transaction: Transaction, item: Item) -> Row:
    _find_type(transaction, item, amazon=True)
    row = _set_defaults(
        _read_columns(item, QUALIFICATION_COLUMNS), granted=transaction.now, status="Granted"
    )
    locale = item.members.get("LocaleValue")
    if locale is None:
        row = _set_defaults(row, value=1)
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
    items=select(*_label_columns(qualification_types, TYPE_COLUMNS)).where(
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
    items=select(*_label_columns(qualification_requests, REQUEST_COLUMNS)).where(
        _REQUESTS.account == _ACCOUNT, _REQUESTS.status == "Pending"
    ),
)
QUALIFICATIONS = SeedList(
    name="Qualifications",
    shape=get_item_shape("ListWorkersWithQualificationType", "Qualifications"),
    required=("QualificationTypeId", "WorkerId"),
    identity=("type_id", "worker_id"),
    table=qualifications,
    to_row=_build_qualification_row,
    order=("granted", "type_id", "worker_id"),
    items=select(
        *_label_columns(qualifications, QUALIFICATION_COLUMNS),
        _QUALIFICATIONS.country.label("Country"),
        _QUALIFICATIONS.subdivision.label("Subdivision"),
    )
    .join(qualification_types, _TYPES.id == _QUALIFICATIONS.type_id)
    .where(or_(_TYPES.account == _ACCOUNT, _TYPES.account == AMAZON), _TYPES.status != DELETED),
    to_item=_build_qualification_item,
)
