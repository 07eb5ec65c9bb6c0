"""Qualification types: created, read, searched, changed and deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, insert, select, update

from adapter.marketplace.documents import Kind
from adapter.marketplace.errors import INVALID, PREFIX, RequestError
from adapter.marketplace.limits import LONGEST, at_most, document, in_range, required
from adapter.marketplace.qualifications.ownership import DELETED, any_type, changeable_type
from adapter.marketplace.storage.paging import Listing, members, read_page
from adapter.marketplace.storage.tables import qualification_requests, qualification_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.transaction import AnyRow, Params, Result, Turn

_TYPES = qualification_types.c

COLUMNS: Mapping[str, str] = {
    "QualificationTypeId": "id",
    "CreationTime": "created",
    "Name": "name",
    "Description": "description",
    "Keywords": "keywords",
    "QualificationTypeStatus": "status",
    "Test": "test",
    "TestDurationInSeconds": "test_seconds",
    "AnswerKey": "answer_key",
    "RetryDelayInSeconds": "retry_seconds",
    "IsRequestable": "is_requestable",
    "AutoGranted": "auto_granted",
    "AutoGrantedValue": "auto_granted_value",
}
"""The column of each member of a QualificationType."""

_MINE = _TYPES.account == bindparam("account")
# The answers to a test are shown to its owner only.
_KEY = case((_MINE, _TYPES.answer_key)).label("AnswerKey")
_SHOWN = [
    _KEY if name == "AnswerKey" else _TYPES[column].label(name) for name, column in COLUMNS.items()
]

_BY_ID = select(*_SHOWN).where(_TYPES.id == bindparam("identifier"))
_NAMED = select(_TYPES.id).where(
    _MINE,
    _TYPES.name == bindparam("name"),
    _TYPES.status != DELETED,
)
_CHANGE = update(qualification_types).where(_TYPES.id == bindparam("identifier"))
_REJECT_PENDING = (
    update(qualification_requests)
    .where(
        qualification_requests.c.type_id == bindparam("identifier"),
        qualification_requests.c.status == "Pending",
    )
    .values(status="Rejected")
)


def create_qualification_type(turn: Turn, params: Params) -> Result:
    """Create a type, whose name none of the account's other types may have."""
    required(params, "Name", "Description")
    at_most(params, "Keywords", 1000)
    _check(params)
    _check_test(params, auto_granted=params.get("AutoGranted", False))
    _check_name(turn, params["Name"])
    row = {
        **_values(params),
        "id": turn.new_id(),
        "account": turn.account,
        "created": turn.now,
        "is_requestable": True,
        "auto_granted": params.get("AutoGranted", False),
        "words": words(params["Name"], params["Description"], params.get("Keywords")),
    }
    turn.connection.execute(insert(qualification_types), {**row, **_granting(row)})
    return {"QualificationType": _shown(turn, row["id"])}


def get_qualification_type(turn: Turn, params: Params) -> Result:
    """Return any account's type; its answer key is shown to its owner only."""
    row = any_type(turn, params["QualificationTypeId"])
    return {"QualificationType": _shown(turn, row.id)}


def update_qualification_type(turn: Turn, params: Params) -> Result:
    """Change what is given; a test is given anew as a whole, and never taken away."""
    row = changeable_type(turn, params["QualificationTypeId"])
    _check(params)
    auto_granted = params.get("AutoGranted", row.auto_granted)
    _check_test(params, auto_granted=auto_granted, before=row)
    values = {name: value for name, value in _values(params).items() if name != "id"}
    if "test" in values:
        values.setdefault("answer_key", None)
    merged = {**row._asdict(), **values}
    values |= _granting(merged)
    values["words"] = words(row.name, merged["description"], row.keywords)
    turn.connection.execute(_CHANGE.values(**values), {"identifier": row.id})
    return {"QualificationType": _shown(turn, row.id)}


def delete_qualification_type(turn: Turn, params: Params) -> Result:
    """Delete a type, and reject what is pending of it; workers keep what they hold."""
    row = changeable_type(turn, params["QualificationTypeId"])
    turn.connection.execute(_CHANGE.values(status=DELETED), {"identifier": row.id})
    turn.connection.execute(_REJECT_PENDING, {"identifier": row.id})
    return {}


def _found(_turn: Turn, params: Params) -> ColumnElement[bool]:
    """Return the condition of what the account can find: its own, and others' that are active."""
    conditions = [*_search(params.get("Query", ""))]
    if params["MustBeRequestable"]:
        conditions.append(_TYPES.is_requestable)
    if params.get("MustBeOwnedByCaller", False):
        conditions += [_MINE, _TYPES.status != DELETED]
    else:
        conditions.append((_TYPES.status == "Active") | (_MINE & (_TYPES.status == "Inactive")))
    return and_(*conditions)


def _requestable(_turn: Turn, params: Params) -> ColumnElement[bool]:
    """Return the condition of what a worker can ask for, whoever's it is."""
    return and_(*_search(params.get("Query", "")), _TYPES.is_requestable, _TYPES.status == "Active")


TYPES = Listing(
    "QualificationTypes",
    select(*_SHOWN),
    _TYPES.serial,
    _found,
    _TYPES.id,
    {"Name": _TYPES.name},
)
_FOR_WORKERS = replace(TYPES, where=_requestable)


def list_requestable_types(turn: Turn, params: Params) -> Result:
    """Return the types that a worker can ask for in the form of the API's list."""
    return read_page(turn, params, _FOR_WORKERS)


def words(name: str, description: str, keywords: str | None) -> str:
    """Return the text by which a type is searched."""
    return "\n".join((name, description, keywords or "")).casefold()


def _check(params: Params) -> None:
    at_most(params, "Description", 2000)
    in_range(params, "RetryDelayInSeconds", 0, LONGEST)
    in_range(params, "TestDurationInSeconds", 1, LONGEST)
    document(params, "Test", Kind.QUESTION_FORM)
    document(params, "AnswerKey", Kind.ANSWER_KEY)


def _check_test(params: Params, *, auto_granted: bool, before: AnyRow | None = None) -> None:
    """Raise a refusal for what does not go together in the description of a test.

    Args:
        params: what is given.
        auto_granted: what is to hold.
        before: the type that is changed; None: it is made.
    """
    given = "Test" in params
    has_test = before is not None and before.test is not None
    rules = (
        (
            not given and before is not None and "TestDurationInSeconds" in params,
            "TestDurationInSeconds needs the Test that it belongs to, even if that stays the same",
        ),
        (given and "TestDurationInSeconds" not in params, "Test needs TestDurationInSeconds"),
        (
            not given and "AnswerKey" in params,
            "AnswerKey needs the Test that it belongs to, even if that stays the same",
        ),
        (
            auto_granted and (given or has_test),
            "AutoGranted cannot be true for a Qualification type that has a Test",
        ),
    )
    for broken, text in rules:
        if broken:
            raise RequestError(INVALID, f"{text}.")


def _check_name(turn: Turn, name: str) -> None:
    taken = {"account": turn.account, "name": name}
    if turn.connection.execute(_NAMED, taken).first() is not None:
        raise RequestError(
            f"{PREFIX}QualificationTypeAlreadyExists",
            "You have already created a QualificationType with this name. A QualificationType's "
            "name must be unique among all of the QualificationTypes created by the same user.",
        )


def _values(params: Params) -> dict[str, Any]:
    return {column: params[name] for name, column in COLUMNS.items() if name in params}


def _granting(row: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the column of the value that is granted without asking: 1 if none is given."""
    value = row.get("auto_granted_value")
    return {"auto_granted_value": (1 if value is None else value) if row["auto_granted"] else None}


def _shown(turn: Turn, identifier: str) -> dict[str, Any]:
    rows = turn.connection.execute(_BY_ID, {"identifier": identifier, "account": turn.account})
    return members(tuple(rows.keys()), rows.all())[0]


def _search(query: str) -> Iterator[ColumnElement[bool]]:
    """Yield a condition for each word: it stands in name, description or keywords."""
    for word in query.casefold().split():
        yield _TYPES.words.contains(word, autoescape=True)
