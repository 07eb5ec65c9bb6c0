"""List, accept and reject requests for qualifications, as the type's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select, update

from adapter.marketplace.accounts.messages import store_message
from adapter.marketplace.errors import DoesNotExistError, PermissionDeniedError, WrongStateError
from adapter.marketplace.qualifications.grants import grant
from adapter.marketplace.qualifications.types import find_own_type
from adapter.marketplace.storage.paging import Listing
from adapter.marketplace.storage.tables import qualification_requests
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import AnyRow, Params, Result, Transaction

_REQUESTS = qualification_requests.c
_NOUN = "QualificationRequest"

COLUMNS: Mapping[str, str] = {
    "QualificationRequestId": "id",
    "QualificationTypeId": "type_id",
    "WorkerId": "worker_id",
    "Test": "test",
    "Answer": "answer",
    "SubmitTime": "submitted",
}
"""The column of each member of a QualificationRequest."""

_BY_ID = select(_REQUESTS.account, _REQUESTS.type_id, _REQUESTS.worker_id, _REQUESTS.status).where(
    _REQUESTS.id == bindparam("identifier")
)
_DECIDE = (
    update(qualification_requests)
    .where(_REQUESTS.id == bindparam("identifier"))
    .values(status=bindparam("decision"), reason=bindparam("why"))
)


def _match_pending(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for pending requests, of one type or of all of the account's types."""
    pending = _REQUESTS.status == "Pending"
    if "QualificationTypeId" not in params:
        return and_(_REQUESTS.account == transaction.account, pending)
    type_id = find_own_type(transaction, params["QualificationTypeId"]).id
    return and_(_REQUESTS.type_id == type_id, pending)


REQUESTS = Listing(
    "QualificationRequests",
    select(*(_REQUESTS[column].label(name) for name, column in COLUMNS.items())),
    _REQUESTS.serial,
    _match_pending,
    _REQUESTS.id,
    {"QualificationTypeId": _REQUESTS.type_id, "SubmitTime": _REQUESTS.submitted},
)


def accept_qualification_request(transaction: Transaction, params: Params) -> Result:
    """Grant the qualification, by default with the value 1."""
    identifier, row = _find_pending(transaction, params)
    _decide(transaction, identifier, "Granted")
    grant(transaction, row.type_id, row.worker_id, params.get("IntegerValue", 1))
    store_message(transaction, row.worker_id, "QualificationGranted", subject=row.type_id)
    return {}


def reject_qualification_request(transaction: Transaction, params: Params) -> Result:
    """Reject the request; an existing qualification of the worker stays."""
    identifier, row = _find_pending(transaction, params)
    reason = params.get("Reason")
    _decide(transaction, identifier, "Rejected", reason)
    store_message(
        transaction, row.worker_id, "QualificationRequestRejected", subject=row.type_id, text=reason
    )
    return {}


def _find_pending(transaction: Transaction, params: Params) -> tuple[str, AnyRow]:
    identifier = params["QualificationRequestId"]
    row = transaction.execute(_BY_ID, {"identifier": identifier}).first()
    if row is None:
        raise DoesNotExistError(_NOUN, shorten(identifier))
    if row.account != transaction.account:
        raise PermissionDeniedError
    if row.status != "Pending":
        raise WrongStateError(_NOUN, "Pending")
    return identifier, row


def _decide(
    transaction: Transaction, identifier: str, decision: str, reason: str | None = None
) -> None:
    values = {"identifier": identifier, "decision": decision, "why": reason}
    transaction.execute(_DECIDE, values)
