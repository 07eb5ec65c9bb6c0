"""Find, create, list, update and delete qualification types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, insert, select, update

from adapter.marketplace.documents import DocumentKind
from adapter.marketplace.errors import (
    INVALID,
    PREFIX,
    DoesNotExistError,
    PermissionDeniedError,
    RequestError,
    WrongStateError,
)
from adapter.marketplace.storage.paging import Listing, read_item, read_page
from adapter.marketplace.storage.tables import qualification_requests, qualification_types
from adapter.marketplace.validation import (
    MAX_SECONDS,
    check_document,
    check_length,
    check_not_empty,
    check_range,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import AnyRow, Params, Result, Transaction

NOUN = "QualificationType"
DELETED = "Disposing"
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
# Only the owner of a test sees its answer key.
_ANSWER_KEY = case((_MINE, _TYPES.answer_key)).label("AnswerKey")
_ITEMS = select(
    *(
        _ANSWER_KEY if member == "AnswerKey" else _TYPES[column].label(member)
        for member, column in COLUMNS.items()
    )
)


def find_type(transaction: Transaction, identifier: str) -> AnyRow:
    """Return a type of any account; a deleted type does not exist."""
    row = _find_row(transaction, identifier)
    if row.status == DELETED:
        raise DoesNotExistError(NOUN, identifier)
    return row


def find_own_type(transaction: Transaction, identifier: str) -> AnyRow:
    """Return a type of the caller's for reading; a deleted type does not exist."""
    row = find_type(transaction, identifier)
    if row.account != transaction.account:
        raise PermissionDeniedError
    return row


def find_changeable_type(transaction: Transaction, identifier: str) -> AnyRow:
    """Return a type of the caller's for changing; a deleted type is in the wrong state."""
    row = _find_row(transaction, identifier)
    if row.account != transaction.account:
        raise PermissionDeniedError
    if row.status == DELETED:
        raise WrongStateError(NOUN, "Active", "Inactive")
    return row


def _find_row(transaction: Transaction, identifier: str) -> AnyRow:
    of_type = select(qualification_types).where(_TYPES.id == identifier)
    row = transaction.execute(of_type).first()
    if row is None:
        raise DoesNotExistError(NOUN, identifier)
    return row


def create_qualification_type(transaction: Transaction, params: Params) -> Result:
    """Create a type, whose name none of the account's other types may have."""
    check_not_empty(params, "Name", "Description")
    check_length(params, "Keywords", 1000)
    _check(params)
    _check_test(params, auto_granted=params.get("AutoGranted", False))
    _check_name(transaction, params["Name"])
    row = {
        **_read_values(params),
        "id": transaction.generate_id(),
        "account": transaction.account,
        "created": transaction.now,
        "is_requestable": True,
        "auto_granted": params.get("AutoGranted", False),
        "words": build_search_text(params["Name"], params["Description"], params.get("Keywords")),
    }
    transaction.execute(insert(qualification_types), {**row, **_default_grant(row)})
    return {"QualificationType": _read_type(transaction, row["id"])}


def get_qualification_type(transaction: Transaction, params: Params) -> Result:
    """Return any account's type; its answer key is shown to its owner only."""
    row = find_type(transaction, params["QualificationTypeId"])
    return {"QualificationType": _read_type(transaction, row.id)}


def update_qualification_type(transaction: Transaction, params: Params) -> Result:
    """Update the type; a test can be replaced as a whole, and never removed."""
    row = find_changeable_type(transaction, params["QualificationTypeId"])
    _check(params)
    auto_granted = params.get("AutoGranted", row.auto_granted)
    _check_test(params, auto_granted=auto_granted, before=row)
    values = {name: value for name, value in _read_values(params).items() if name != "id"}
    if "test" in values:
        values.setdefault("answer_key", None)
    merged = {**row._asdict(), **values}
    values |= _default_grant(merged)
    values["words"] = build_search_text(row.name, merged["description"], row.keywords)
    change = update(qualification_types).where(_TYPES.id == row.id)
    transaction.execute(change.values(values))
    return {"QualificationType": _read_type(transaction, row.id)}


def delete_qualification_type(transaction: Transaction, params: Params) -> Result:
    """Delete a type and reject its pending requests; workers keep their qualifications."""
    row = find_changeable_type(transaction, params["QualificationTypeId"])
    delete = update(qualification_types).where(_TYPES.id == row.id)
    transaction.execute(delete.values(status=DELETED))
    requests = qualification_requests.c
    pending = and_(requests.type_id == row.id, requests.status == "Pending")
    reject = update(qualification_requests).where(pending)
    transaction.execute(reject.values(status="Rejected"))
    return {}


def _match_visible(_transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for the account's own types and others' active types."""
    conditions = [*_match_words(params.get("Query", ""))]
    if params["MustBeRequestable"]:
        conditions.append(_TYPES.is_requestable)
    if params.get("MustBeOwnedByCaller", False):
        conditions += [_MINE, _TYPES.status != DELETED]
    else:
        conditions.append((_TYPES.status == "Active") | (_MINE & (_TYPES.status == "Inactive")))
    return and_(*conditions)


def _match_requestable(_transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for types of any account that a worker can request."""
    return and_(
        *_match_words(params.get("Query", "")), _TYPES.is_requestable, _TYPES.status == "Active"
    )


TYPES = Listing(
    "QualificationTypes",
    _ITEMS,
    _TYPES.serial,
    _match_visible,
    _TYPES.id,
    {"Name": _TYPES.name},
)
_FOR_WORKERS = replace(TYPES, where=_match_requestable)


def list_requestable_types(transaction: Transaction, params: Params) -> Result:
    """Return the types that a worker can request, in the form of ListQualificationTypes."""
    return read_page(transaction, params, _FOR_WORKERS)


def build_search_text(name: str, description: str, keywords: str | None) -> str:
    """Return the text by which a type is searched."""
    return "\n".join((name, description, keywords or "")).casefold()


def _check(params: Params) -> None:
    check_length(params, "Description", 2000)
    check_range(params, "RetryDelayInSeconds", 0, MAX_SECONDS)
    check_range(params, "TestDurationInSeconds", 1, MAX_SECONDS)
    check_document(params, "Test", DocumentKind.QUESTION_FORM)
    check_document(params, "AnswerKey", DocumentKind.ANSWER_KEY)


def _check_test(params: Params, *, auto_granted: bool, before: AnyRow | None = None) -> None:
    """Raise an error for a combination of parameters of the test that the service refuses.

    Args:
        params: the parameters of the call.
        auto_granted: the value of AutoGranted after the call.
        before: the row of the type; None if the call creates it.
    """
    new_test = "Test" in params
    has_test = before is not None and before.test is not None
    rules = (
        (
            not new_test and before is not None and "TestDurationInSeconds" in params,
            "TestDurationInSeconds needs the Test that it belongs to, even if that stays the same",
        ),
        (
            new_test and "TestDurationInSeconds" not in params,
            "Test needs TestDurationInSeconds",
        ),
        (
            not new_test and "AnswerKey" in params,
            "AnswerKey needs the Test that it belongs to, even if that stays the same",
        ),
        (
            auto_granted and (new_test or has_test),
            "AutoGranted cannot be true for a Qualification type that has a Test",
        ),
    )
    for broken, text in rules:
        if broken:
            raise RequestError(INVALID, f"{text}.")


def find_type_by_name(transaction: Transaction, name: str) -> str | None:
    """Return the id of the account's type with this name, or None."""
    own = and_(_TYPES.account == transaction.account, _TYPES.status != DELETED)
    named = select(_TYPES.id).where(own, _TYPES.name == name)
    found: str | None = transaction.execute(named).scalar()
    return found


def _check_name(transaction: Transaction, name: str) -> None:
    if find_type_by_name(transaction, name) is not None:
        raise RequestError(
            f"{PREFIX}QualificationTypeAlreadyExists",
            "You have already created a QualificationType with this name. A QualificationType's "
            "name must be unique among all of the QualificationTypes created by the same user.",
        )


def _read_values(params: Params) -> dict[str, Any]:
    return {column: params[name] for name, column in COLUMNS.items() if name in params}


def _default_grant(row: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the column of AutoGrantedValue: 1 if it is missing, None without AutoGranted."""
    value = row.get("auto_granted_value")
    return {"auto_granted_value": (1 if value is None else value) if row["auto_granted"] else None}


def _read_type(transaction: Transaction, identifier: str) -> dict[str, Any]:
    return read_item(transaction, _ITEMS.where(_TYPES.id == identifier)) or {}


def _match_words(query: str) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that name, description or keywords contain each word."""
    for word in query.casefold().split():
        yield _TYPES.words.contains(word, autoescape=True)
