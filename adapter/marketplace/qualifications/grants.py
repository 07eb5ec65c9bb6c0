"""Assign, read, list and revoke workers' qualifications, as the type's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, select, update

from adapter.marketplace.accounts.messages import store_message
from adapter.marketplace.errors import PREFIX, RequestError, WrongStateError
from adapter.marketplace.qualifications.types import find_changeable_type, find_own_type
from adapter.marketplace.storage.paging import Listing, build_items
from adapter.marketplace.storage.tables import qualifications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import AnyRow, Params, Result, Transaction

_QUALIFICATIONS = qualifications.c
_NOUN = "Qualification"

COLUMNS: Mapping[str, str] = {
    "QualificationTypeId": "type_id",
    "WorkerId": "worker_id",
    "GrantTime": "granted",
    "IntegerValue": "value",
    "Status": "status",
}
"""The column of each member of a Qualification; LocaleValue has two."""

_SHOWN = [_QUALIFICATIONS[column].label(name) for name, column in COLUMNS.items()]
_ONE = (_QUALIFICATIONS.type_id == bindparam("of_type")) & (
    _QUALIFICATIONS.worker_id == bindparam("of_worker")
)
_BY_WORKER = select(*_SHOWN).where(_ONE)
_INSERT = insert(qualifications)
_GRANT_AGAIN = (
    update(qualifications)
    .where(_ONE)
    .values(value=bindparam("to"), granted=bindparam("at"), status="Granted", reason=None)
)
_REVOKE = update(qualifications).where(_ONE).values(status="Revoked", reason=bindparam("why"))


def grant(transaction: Transaction, type_id: str, worker_id: str, value: int) -> None:
    """Grant the worker the qualification, change its value, or grant a revoked one again."""
    values = {"of_type": type_id, "of_worker": worker_id, "to": value, "at": transaction.now}
    if transaction.execute(_GRANT_AGAIN, values).rowcount == 0:
        row = {
            "type_id": type_id,
            "worker_id": worker_id,
            "value": value,
            "granted": transaction.now,
        }
        transaction.execute(_INSERT, {**row, "status": "Granted"})


def find_qualification(transaction: Transaction, type_id: str, worker_id: str) -> AnyRow | None:
    """Return the worker's qualification of this type, granted or revoked, or None."""
    values = {"of_type": type_id, "of_worker": worker_id}
    return transaction.execute(_BY_WORKER, values).first()


def associate_qualification_with_worker(transaction: Transaction, params: Params) -> Result:
    """Grant a worker a qualification without a request; a pending request stays pending."""
    row = find_changeable_type(transaction, params["QualificationTypeId"])
    grant(transaction, row.id, params["WorkerId"], params.get("IntegerValue", 1))
    if params.get("SendNotification", True):
        store_message(transaction, params["WorkerId"], "QualificationAssigned", subject=row.id)
    return {}


def disassociate_qualification_from_worker(transaction: Transaction, params: Params) -> Result:
    """Revoke a qualification."""
    type_id, worker_id = (
        find_own_type(transaction, params["QualificationTypeId"]).id,
        params["WorkerId"],
    )
    _read_granted(transaction, type_id, worker_id)
    reason = params.get("Reason")
    values = {"of_type": type_id, "of_worker": worker_id, "why": reason}
    transaction.execute(_REVOKE, values)
    store_message(transaction, worker_id, "QualificationRevoked", subject=type_id, text=reason)
    return {}


def get_qualification_score(transaction: Transaction, params: Params) -> Result:
    """Return a worker's qualification of a type of the caller's."""
    type_id = find_own_type(transaction, params["QualificationTypeId"]).id
    return {"Qualification": _read_granted(transaction, type_id, params["WorkerId"])}


def _match_holders(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for qualifications of a type with the parameter's Status."""
    type_id = find_own_type(transaction, params["QualificationTypeId"]).id
    return and_(
        _QUALIFICATIONS.type_id == type_id,
        _QUALIFICATIONS.status == params.get("Status", "Granted"),
    )


QUALIFICATIONS = Listing(
    "Qualifications",
    select(*_SHOWN),
    _QUALIFICATIONS.serial,
    _match_holders,
    _QUALIFICATIONS.worker_id,
)


def _read_granted(transaction: Transaction, type_id: str, worker_id: str) -> dict[str, Any]:
    row = find_qualification(transaction, type_id, worker_id)
    if row is None:
        text = "You requested a Qualification that does not exist."
        raise RequestError(f"{PREFIX}QualificationDoesNotExist", text)
    if row.Status != "Granted":
        raise WrongStateError(_NOUN, "Granted")
    return build_items(row._fields, [row])[0]
