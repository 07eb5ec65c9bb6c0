"""Who has a qualification: assigned, changed and revoked."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.qualifications.overview import Holder, list_holders
from adapter.web.people.desk.tables import Cell, Table, add_table_routes, render_table
from adapter.web.people.desk.type_form import INTEGER
from adapter.web.people.desk.types import require_type
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.qualifications.overview import TypeSummary

pages = Blueprint("holders", __name__)

_COLUMNS: Mapping[str, Callable[[Holder], Cell]] = {
    "WorkerId": lambda each: each.worker_id,
    "IntegerValue": lambda each: each.value,
    "GrantTime": lambda each: each.granted,
}


def show_list(type_id: str) -> Response | str:
    """Show who has the qualification."""
    return _show_list(require_type(type_id), {})


add_table_routes(pages, "/types/<type_id>/workers", show_list)


@pages.post("/types/<type_id>/workers")
def assign(type_id: str) -> Redirect | Response | str | tuple[Response | str, int]:
    """Assign the qualification to a worker, or change its value."""
    summary = require_type(type_id)
    worker_id, value = (request.form.get(each, "").strip() for each in ("worker_id", "value"))
    errors = {} if worker_id else {"worker_id": "Enter a WorkerId"}
    if not INTEGER.fullmatch(value):
        errors["value"] = "Enter a whole number"
    if not errors:
        errors = _assign(type_id, worker_id, int(value))
    if errors:
        return _show_list(summary, errors), HTTPStatus.BAD_REQUEST
    flash(f"{worker_id} has “{summary.name}” with the value {value}.")
    return _lead_to(type_id)


@pages.get("/types/<type_id>/workers/<worker_id>")
def show(type_id: str, worker_id: str) -> str:
    """Show one worker's qualification, to be changed or revoked."""
    summary, holder = require_type(type_id), _require_holder(type_id, worker_id)
    return render_template("desk/holder.html", summary=summary, holder=holder)


@pages.post("/types/<type_id>/workers/<worker_id>/revoke")
def revoke(type_id: str, worker_id: str) -> Redirect | tuple[str, int]:
    """Revoke the worker's qualification."""
    summary, holder = require_type(type_id), _require_holder(type_id, worker_id)
    reason = request.form.get("reason", "").strip()
    params = {"QualificationTypeId": type_id, "WorkerId": worker_id}
    try:
        get_services().marketplace.call(
            get_account(),
            "DisassociateQualificationFromWorker",
            {**params, **({"Reason": reason} if reason else {})},
        )
    except RefusedCallError as error:
        page = render_template(
            "desk/holder.html", summary=summary, holder=holder, error=error.message, reason=reason
        )
        return page, HTTPStatus.BAD_REQUEST
    flash(f"{worker_id} no longer has “{summary.name}”.")
    return _lead_to(type_id)


def _show_list(summary: TypeSummary, errors: Mapping[str, str]) -> Response | str:
    market, account = get_services().marketplace, get_account()
    search = request.args.get("search", "").strip()

    def read(offset: int, limit: int) -> Sequence[Holder]:
        return market.read(
            account,
            lambda transaction: list_holders(transaction, summary.id, search, offset, limit),
        )

    return render_table(
        Table("workers", _COLUMNS, read),
        "desk/holders.html",
        summary=summary,
        search=search,
        errors=errors,
        values=request.form,
    )


def _assign(type_id: str, worker_id: str, value: int) -> dict[str, str]:
    """Return what is wrong, by the field's id."""
    params: dict[str, Any] = {"QualificationTypeId": type_id, "WorkerId": worker_id}
    sends = "quiet" not in request.form
    wanted = {**params, "IntegerValue": value, "SendNotification": sends}
    operation = "AssociateQualificationWithWorker"
    try:
        get_services().marketplace.call(get_account(), operation, wanted)
    except RefusedCallError as error:
        return {"value" if "IntegerValue" in error.message else "worker_id": error.message}
    return {}


def _require_holder(type_id: str, worker_id: str) -> Holder:
    market, account = get_services().marketplace, get_account()
    found = market.read(
        account, lambda transaction: list_holders(transaction, type_id, worker_id, 0, 1)
    )
    if not found or found[0].worker_id != worker_id:
        abort(HTTPStatus.NOT_FOUND)
    return found[0]


def _lead_to(type_id: str) -> Redirect:
    return redirect(url_for(".show_list", type_id=type_id), HTTPStatus.SEE_OTHER)
