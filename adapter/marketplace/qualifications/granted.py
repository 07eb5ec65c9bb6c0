"""What workers hold: assigned, read, listed and revoked by the type's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, select, update

from adapter.marketplace.accounts.messages import tell
from adapter.marketplace.errors import PREFIX, RequestError, wrong_state
from adapter.marketplace.qualifications.ownership import changeable_type, own_type
from adapter.marketplace.storage.paging import Listing, members
from adapter.marketplace.storage.tables import qualifications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.transaction import AnyRow, Params, Result, Turn

_HELD = qualifications.c
_NOUN = "Qualification"

COLUMNS: Mapping[str, str] = {
    "QualificationTypeId": "type_id",
    "WorkerId": "worker_id",
    "GrantTime": "granted",
    "IntegerValue": "value",
    "Status": "status",
}
"""The column of each member of a Qualification; LocaleValue has two."""

_SHOWN = [_HELD[column].label(name) for name, column in COLUMNS.items()]
_ONE = (_HELD.type_id == bindparam("of_type")) & (_HELD.worker_id == bindparam("of_worker"))
_BY_WORKER = select(*_SHOWN).where(_ONE)
_GRANT = insert(qualifications)
_GRANT_AGAIN = (
    update(qualifications)
    .where(_ONE)
    .values(value=bindparam("to"), granted=bindparam("at"), status="Granted", reason=None)
)
_REVOKE = update(qualifications).where(_ONE).values(status="Revoked", reason=bindparam("why"))


def grant(turn: Turn, type_id: str, worker_id: str, value: int) -> None:
    """Give the worker the qualification, or another value of it; a revoked one is given back."""
    values = {"of_type": type_id, "of_worker": worker_id, "to": value, "at": turn.now}
    if turn.connection.execute(_GRANT_AGAIN, values).rowcount == 0:
        row = {"type_id": type_id, "worker_id": worker_id, "value": value, "granted": turn.now}
        turn.connection.execute(_GRANT, {**row, "status": "Granted"})


def held(turn: Turn, type_id: str, worker_id: str) -> AnyRow | None:
    """Return what the worker holds, or held, of this type; None without anything."""
    values = {"of_type": type_id, "of_worker": worker_id}
    return turn.connection.execute(_BY_WORKER, values).first()


def associate_qualification_with_worker(turn: Turn, params: Params) -> Result:
    """Give a worker a qualification unasked; what is pending of it stays pending."""
    row = changeable_type(turn, params["QualificationTypeId"])
    grant(turn, row.id, params["WorkerId"], params.get("IntegerValue", 1))
    if params.get("SendNotification", True):
        tell(turn, params["WorkerId"], "QualificationAssigned", subject=row.id)
    return {}


def disassociate_qualification_from_worker(turn: Turn, params: Params) -> Result:
    """Take a qualification away."""
    type_id, worker_id = own_type(turn, params["QualificationTypeId"]).id, params["WorkerId"]
    _granted(turn, type_id, worker_id)
    reason = params.get("Reason")
    values = {"of_type": type_id, "of_worker": worker_id, "why": reason}
    turn.connection.execute(_REVOKE, values)
    tell(turn, worker_id, "QualificationRevoked", subject=type_id, text=reason)
    return {}


def get_qualification_score(turn: Turn, params: Params) -> Result:
    """Return what one worker holds of a type of the account's."""
    type_id = own_type(turn, params["QualificationTypeId"]).id
    return {"Qualification": _granted(turn, type_id, params["WorkerId"])}


def _of_type(turn: Turn, params: Params) -> ColumnElement[bool]:
    """Return the condition of those who hold a type, or of whom it was taken."""
    type_id = own_type(turn, params["QualificationTypeId"]).id
    return and_(_HELD.type_id == type_id, _HELD.status == params.get("Status", "Granted"))


QUALIFICATIONS = Listing("Qualifications", select(*_SHOWN), _HELD.serial, _of_type, _HELD.worker_id)


def _granted(turn: Turn, type_id: str, worker_id: str) -> dict[str, Any]:
    row = held(turn, type_id, worker_id)
    if row is None:
        text = "You requested a Qualification that does not exist."
        raise RequestError(f"{PREFIX}QualificationDoesNotExist", text)
    if row.Status != "Granted":
        raise wrong_state(_NOUN, "Granted")
    return members(row._fields, [row])[0]
