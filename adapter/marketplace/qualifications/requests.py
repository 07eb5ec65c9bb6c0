"""What workers asked for: listed, granted and rejected by the type's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select, update

from adapter.marketplace.accounts.messages import tell
from adapter.marketplace.errors import does_not_exist, permission_denied, wrong_state
from adapter.marketplace.qualifications.granted import grant
from adapter.marketplace.qualifications.ownership import own_type
from adapter.marketplace.storage.paging import Listing
from adapter.marketplace.storage.tables import qualification_requests
from adapter.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.transaction import AnyRow, Params, Result, Turn

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


def _pending_requests(turn: Turn, params: Params) -> ColumnElement[bool]:
    """Return the condition of what is pending, of one type or of all of the account's."""
    pending = _REQUESTS.status == "Pending"
    if "QualificationTypeId" not in params:
        return and_(_REQUESTS.account == turn.account, pending)
    type_id = own_type(turn, params["QualificationTypeId"]).id
    return and_(_REQUESTS.type_id == type_id, pending)


REQUESTS = Listing(
    "QualificationRequests",
    select(*(_REQUESTS[column].label(name) for name, column in COLUMNS.items())),
    _REQUESTS.serial,
    _pending_requests,
    _REQUESTS.id,
    {"QualificationTypeId": _REQUESTS.type_id, "SubmitTime": _REQUESTS.submitted},
)


def accept_qualification_request(turn: Turn, params: Params) -> Result:
    """Grant the qualification, with the value 1 where none is given."""
    identifier, row = _pending(turn, params)
    _decide(turn, identifier, "Granted")
    grant(turn, row.type_id, row.worker_id, params.get("IntegerValue", 1))
    tell(turn, row.worker_id, "QualificationGranted", subject=row.type_id)
    return {}


def reject_qualification_request(turn: Turn, params: Params) -> Result:
    """Reject the request; what the worker holds already stays."""
    identifier, row = _pending(turn, params)
    reason = params.get("Reason")
    _decide(turn, identifier, "Rejected", reason)
    tell(turn, row.worker_id, "QualificationRequestRejected", subject=row.type_id, text=reason)
    return {}


def _pending(turn: Turn, params: Params) -> tuple[str, AnyRow]:
    identifier = params["QualificationRequestId"]
    row = turn.connection.execute(_BY_ID, {"identifier": identifier}).first()
    if row is None:
        raise does_not_exist(_NOUN, shown(identifier))
    if row.account != turn.account:
        raise permission_denied()
    if row.status != "Pending":
        raise wrong_state(_NOUN, "Pending")
    return identifier, row


def _decide(turn: Turn, identifier: str, decision: str, reason: str | None = None) -> None:
    values = {"identifier": identifier, "decision": decision, "why": reason}
    turn.connection.execute(_DECIDE, values)
