"""List, accept and reject requests for qualifications, as the type's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select, update

from adapter.marketplace.accounts.messages import store_message
from adapter.marketplace.errors import DoesNotExistError, PermissionDeniedError, WrongStateError
from adapter.marketplace.qualifications.grants import grant
from adapter.marketplace.qualifications.types import find_own_type
from adapter.marketplace.storage.paging import Listing, label_columns
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

REQUEST_ITEMS = label_columns(qualification_requests, COLUMNS)
"""Selects requests in the API's form."""


def _match_pending(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition for pending requests, of one type or of all of the account's types."""
    pending = _REQUESTS.status == "Pending"
    if "QualificationTypeId" not in params:
        return and_(_REQUESTS.account == transaction.account, pending)
    type_id = find_own_type(transaction, params["QualificationTypeId"]).id
    return and_(_REQUESTS.type_id == type_id, pending)


REQUESTS = Listing(
    "QualificationRequests",
    REQUEST_ITEMS,
    _REQUESTS.serial,
    _match_pending,
    _REQUESTS.id,
    {"QualificationTypeId": _REQUESTS.type_id, "SubmitTime": _REQUESTS.submitted},
)


def accept_qualification_request(transaction: Transaction, params: Params) -> Result:
    """Grant the qualification, by default with the value 1."""
    row = _decide(transaction, params["QualificationRequestId"], "Granted")
    grant(transaction, row.type_id, row.worker_id, params.get("IntegerValue", 1))
    store_message(transaction, row.worker_id, "QualificationGranted", subject=row.type_id)
    return {}


def reject_qualification_request(transaction: Transaction, params: Params) -> Result:
    """Reject the request; an existing qualification of the worker stays."""
    reason = params.get("Reason")
    row = _decide(transaction, params["QualificationRequestId"], "Rejected", reason)
    store_message(
        transaction, row.worker_id, "QualificationRequestRejected", subject=row.type_id, text=reason
    )
    return {}


def _decide(
    transaction: Transaction, request_id: str, status: str, reason: str | None = None
) -> AnyRow:
    """Set the status of a pending request of the caller's, and return its row."""
    of_request = _REQUESTS.id == request_id
    row = transaction.execute(select(qualification_requests).where(of_request)).first()
    if row is None:
        raise DoesNotExistError(_NOUN, shorten(request_id))
    if row.account != transaction.account:
        raise PermissionDeniedError
    if row.status != "Pending":
        raise WrongStateError(_NOUN, "Pending")
    change = update(qualification_requests).where(of_request)
    transaction.execute(change.values(status=status, reason=reason))
    return row
