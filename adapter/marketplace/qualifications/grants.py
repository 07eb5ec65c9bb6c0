"""Assign, read, list and revoke workers' qualifications, as the type's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, update

from adapter.marketplace.accounts.messages import store_message
from adapter.marketplace.errors import PREFIX, RequestError, WrongStateError
from adapter.marketplace.qualifications.types import find_changeable_type, find_own_type, find_type
from adapter.marketplace.storage.paging import Listing, label_columns, read_item
from adapter.marketplace.storage.system_types import AMAZON
from adapter.marketplace.storage.tables import qualifications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

COLUMNS: Mapping[str, str] = {
    "QualificationTypeId": "type_id",
    "WorkerId": "worker_id",
    "GrantTime": "granted",
    "IntegerValue": "value",
    "Status": "status",
}
"""The column of each member of a Qualification; LocaleValue has two."""

QUALIFICATION_ITEMS = label_columns(qualifications, COLUMNS)
"""Selects qualifications in the API's form."""


def grant(transaction: Transaction, type_id: str, worker_id: str, value: int) -> None:
    """Grant the worker the qualification, change its value, or grant a revoked one again."""
    change = update(qualifications).where(_match_one(type_id, worker_id))
    columns = {"value": value, "granted": transaction.now, "status": "Granted"}
    if transaction.execute(change.values({**columns, "reason": None})).rowcount == 0:
        row = {"type_id": type_id, "worker_id": worker_id, **columns}
        transaction.execute(insert(qualifications), row)


def find_qualification(
    transaction: Transaction, type_id: str, worker_id: str
) -> dict[str, Any] | None:
    """Return the worker's qualification of this type, granted or revoked, or None."""
    return read_item(transaction, QUALIFICATION_ITEMS.where(_match_one(type_id, worker_id)))


def _match_one(type_id: str, worker_id: str) -> ColumnElement[bool]:
    return and_(qualifications.c.type_id == type_id, qualifications.c.worker_id == worker_id)


def associate_qualification_with_worker(transaction: Transaction, params: Params) -> Result:
    """Grant a worker a qualification without a request; a pending request stays pending."""
    row = find_changeable_type(transaction, params["QualificationTypeId"])
    grant(transaction, row.id, params["WorkerId"], params.get("IntegerValue", 1))
    if params.get("SendNotification", True):
        store_message(transaction, params["WorkerId"], "QualificationAssigned", subject=row.id)
    return {}


def disassociate_qualification_from_worker(transaction: Transaction, params: Params) -> Result:
    """Revoke a qualification."""
    type_id, worker_id = params["QualificationTypeId"], params["WorkerId"]
    reason = params.get("Reason")
    _read_granted(transaction, type_id, worker_id)
    change = update(qualifications).where(_match_one(type_id, worker_id))
    transaction.execute(change.values(status="Revoked", reason=reason))
    store_message(transaction, worker_id, "QualificationRevoked", subject=type_id, text=reason)
    return {}


def get_qualification_score(transaction: Transaction, params: Params) -> Result:
    """Return a worker's qualification of a type of the caller's."""
    type_id, worker_id = params["QualificationTypeId"], params["WorkerId"]
    return {"Qualification": _read_granted(transaction, type_id, worker_id)}


def _match_holders(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for qualifications of a type with the parameter's Status."""
    type_id = find_own_type(transaction, params["QualificationTypeId"]).id
    return and_(
        qualifications.c.type_id == type_id,
        qualifications.c.status == params.get("Status", "Granted"),
    )


QUALIFICATIONS = Listing(
    "Qualifications",
    QUALIFICATION_ITEMS,
    qualifications.c.serial,
    _match_holders,
    qualifications.c.worker_id,
)


def _read_granted(transaction: Transaction, type_id: str, worker_id: str) -> dict[str, Any]:
    """Return a granted qualification of a type of the caller's, or raise an error.

    No requester sees a qualification of Amazon's own types (captured, boto's issue 3171).
    """
    of_amazon = find_type(transaction, type_id).account == AMAZON
    if not of_amazon:
        find_own_type(transaction, type_id)
    found = None if of_amazon else find_qualification(transaction, type_id, worker_id)
    if found is None:
        text = "You requested a Qualification that does not exist."
        raise RequestError(f"{PREFIX}QualificationDoesNotExist", text)
    if found["Status"] != "Granted":
        raise WrongStateError("Qualification", "Granted")
    return found
