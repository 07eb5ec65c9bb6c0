"""Qualification types, requests and qualifications in seed files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select

from adapter.current_api import model as current
from adapter.marketplace.documents import Kind, find_problems
from adapter.marketplace.qualifications.granted import COLUMNS as HELD_COLUMNS
from adapter.marketplace.qualifications.ownership import DELETED
from adapter.marketplace.qualifications.requests import COLUMNS as REQUEST_COLUMNS
from adapter.marketplace.qualifications.system_types import AMAZON
from adapter.marketplace.qualifications.types import COLUMNS as TYPE_COLUMNS
from adapter.marketplace.qualifications.types import words
from adapter.marketplace.seeds.noun import Noun
from adapter.marketplace.storage.tables import (
    qualification_requests,
    qualification_types,
    qualifications,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import BindParameter, Table

    from adapter.current_api.model import Shape
    from adapter.marketplace.seeds.noun import Item, Row
    from adapter.marketplace.transaction import AnyRow, Turn

_TYPES, _REQUESTS, _HELD = qualification_types.c, qualification_requests.c, qualifications.c
_ACCOUNT: BindParameter[str] = bindparam("account")
_TYPE = select(_TYPES.account, _TYPES.test, _TYPES.status).where(_TYPES.id == bindparam("of_type"))
_NAMED = select(_TYPES.id).where(
    _TYPES.account == _ACCOUNT, _TYPES.name == bindparam("name"), _TYPES.status != DELETED
)


def _list_of(operation: str, member: str) -> Shape:
    """The shape of what a list operation lists."""
    shape = current.load().output(operation).members[member].item
    if shape is None:
        raise LookupError(f"{operation} gives no list {member}")
    return shape


def _labelled(table: Table, columns: Mapping[str, str]) -> list[Any]:
    return [table.c[column].label(member) for member, column in columns.items()]


def _given(item: Item, columns: Mapping[str, str]) -> Row:
    """The columns that the item has a member for; None where it does not say."""
    return {column: item.members.get(member) for member, column in columns.items()}


def _filled(row: Row, **defaults: Any) -> Row:
    return row | {
        name: default if row.get(name) is None else row[name] for name, default in defaults.items()
    }


def _type_row(turn: Turn, item: Item) -> Row:
    row = _given(item, TYPE_COLUMNS)
    row = _filled(row, name=row["id"], created=turn.now, status="Active", is_requestable=True)
    row = _filled(row, description=row["name"], auto_granted=False)
    row = _filled(row, auto_granted_value=1 if row["auto_granted"] else None)
    for member, kind in (("Test", Kind.QUESTION_FORM), ("AnswerKey", Kind.ANSWER_KEY)):
        if member in item.members and (wrong := find_problems(kind, item.members[member])):
            raise item.wrong(member, "; ".join(wrong))
    if row["auto_granted"] and row["test"] is not None:
        raise item.wrong("AutoGranted", "a type that has a Test cannot grant by itself")
    if row["answer_key"] is not None and row["test"] is None:
        raise item.wrong("AnswerKey", "it needs the Test that it belongs to")
    row["account"] = turn.account
    row["words"] = words(row["name"], row["description"], row["keywords"])
    _check_own(turn, item, row)
    return row


def _check_own(turn: Turn, item: Item, row: Row) -> None:
    """Refuses an id that another account has, and a name that another type of this one has."""
    there = turn.connection.execute(_TYPE, {"of_type": row["id"]}).first()
    if there is not None and there.account != turn.account:
        raise item.wrong("QualificationTypeId", f"{row['id']} belongs to another account")
    named = {"account": turn.account, "name": row["name"]}
    taken = turn.connection.execute(_NAMED, named).scalar()
    if there is None and taken is not None:
        raise item.wrong("Name", f"the type {taken} has this name already")


def _referred(turn: Turn, item: Item, *, amazon: bool) -> AnyRow:
    """The type that an item names: the account's, or Amazon's where that is allowed."""
    identifier = item.members["QualificationTypeId"]
    row = turn.connection.execute(_TYPE, {"of_type": identifier}).first()
    if row is None or row.status == DELETED:
        text = f"there is no type {identifier}, in this file or in the database"
        raise item.wrong("QualificationTypeId", text)
    if row.account != turn.account and not (amazon and row.account == AMAZON):
        raise item.wrong("QualificationTypeId", f"{identifier} belongs to another account")
    return row


def _request_row(turn: Turn, item: Item) -> Row:
    of_type = _referred(turn, item, amazon=False)
    row = _filled(_given(item, REQUEST_COLUMNS), submitted=turn.now)
    if row["answer"] is not None:
        row = _filled(row, test=of_type.test)
    return row | {"account": turn.account, "status": "Pending"}


def _held_row(turn: Turn, item: Item) -> Row:
    _referred(turn, item, amazon=True)
    row = _filled(_given(item, HELD_COLUMNS), granted=turn.now, status="Granted")
    locale = item.members.get("LocaleValue")
    if locale is None:
        row = _filled(row, value=1)
    place = locale or {}
    return row | {"country": place.get("Country"), "subdivision": place.get("Subdivision")}


def _held_item(item: Row) -> Row:
    place = {name: item.pop(name) for name in ("Country", "Subdivision") if name in item}
    return item | ({"LocaleValue": place} if place else {})


TYPES = Noun(
    name="QualificationTypes",
    shape=_list_of("ListQualificationTypes", "QualificationTypes"),
    required=("QualificationTypeId",),
    identity=("id",),
    table=qualification_types,
    row=_type_row,
    order=("created", "id"),
    items=select(*_labelled(qualification_types, TYPE_COLUMNS)).where(
        _TYPES.account == _ACCOUNT, _TYPES.status != DELETED
    ),
    distinct=(("name",),),
)
REQUESTS = Noun(
    name="QualificationRequests",
    shape=_list_of("ListQualificationRequests", "QualificationRequests"),
    required=("QualificationRequestId", "QualificationTypeId", "WorkerId"),
    identity=("id",),
    table=qualification_requests,
    row=_request_row,
    order=("submitted", "id"),
    items=select(*_labelled(qualification_requests, REQUEST_COLUMNS)).where(
        _REQUESTS.account == _ACCOUNT, _REQUESTS.status == "Pending"
    ),
)
QUALIFICATIONS = Noun(
    name="Qualifications",
    shape=_list_of("ListWorkersWithQualificationType", "Qualifications"),
    required=("QualificationTypeId", "WorkerId"),
    identity=("type_id", "worker_id"),
    table=qualifications,
    row=_held_row,
    order=("granted", "type_id", "worker_id"),
    items=select(
        *_labelled(qualifications, HELD_COLUMNS),
        _HELD.country.label("Country"),
        _HELD.subdivision.label("Subdivision"),
    )
    .join(qualification_types, _TYPES.id == _HELD.type_id)
    .where(or_(_TYPES.account == _ACCOUNT, _TYPES.account == AMAZON), _TYPES.status != DELETED),
    shaped=_held_item,
)
