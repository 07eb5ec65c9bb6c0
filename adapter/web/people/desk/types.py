"""Qualification types: their tests and keys as people see them, made, changed and deleted."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import read_answer_key
from adapter.marketplace.qualifications.overview import (
    TypeSummary,
    find_own_summary,
    list_own_types,
)
from adapter.web.people.desk.marked_tests import describe_key
from adapter.web.people.desk.tables import Cell, Table, add_table_routes, render_table
from adapter.web.people.desk.type_form import TypeForm, build_values, find_field, read_type_form
from adapter.web.people.forms import show_question
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

pages = Blueprint("types", __name__)

_COLUMNS: Mapping[str, Callable[[TypeSummary], Cell]] = {
    "QualificationTypeId": lambda each: each.id,
    "Name": lambda each: each.name,
    "Description": lambda each: each.description,
    "QualificationTypeStatus": lambda each: each.status,
    "CreationTime": lambda each: each.created,
    "Workers": lambda each: each.holders,
    "Requests": lambda each: each.waiting,
}
_CANNOT_CHANGE = ("Name", "Keywords")


def show_list() -> Response | str:
    """Show the types by name."""
    market, account = get_services().marketplace, get_account()
    search = request.args.get("search", "").strip()

    def read(offset: int, limit: int) -> Sequence[TypeSummary]:
        return market.read(
            account, lambda transaction: list_own_types(transaction, search, offset, limit)
        )

    return render_table(Table("types", _COLUMNS, read), "desk/types.html", search=search)


add_table_routes(pages, "/types", show_list)


@pages.get("/types/new")
def show_form() -> str:
    """Show the form for a new type."""
    return _render_form({"active": "1", "value": "1"}, {})


@pages.post("/types/new")
def create() -> Redirect | tuple[str, int]:
    """Create the type, or say what is wrong with it."""
    form = read_type_form(request.form)
    status = "Active" if "active" in request.form else "Inactive"
    found, errors = _send("CreateQualificationType", form, {"QualificationTypeStatus": status})
    if found is None:
        return _render_form(form.values, errors), HTTPStatus.BAD_REQUEST
    flash(f"“{found['Name']}” is made.")
    return _lead_to(found["QualificationTypeId"])


@pages.get("/types/<type_id>")
def show(type_id: str) -> str:
    """Show one type, with its test as people see it, and its key."""
    summary, found = require_type(type_id), _read(type_id)
    key = found.get("AnswerKey")
    return render_template(
        "desk/type.html",
        summary=summary,
        found=found,
        form=show_question(found.get("Test")),
        key=describe_key(found["Test"], key) if key else (),
        mapping=str(read_answer_key(key).mapping) if key else "",
    )


@pages.get("/types/<type_id>/change")
def show_change(type_id: str) -> str:
    """Show the form that changes the type."""
    return _render_form(build_values(_read(require_type(type_id).id)), {}, type_id)


@pages.post("/types/<type_id>/change")
def change(type_id: str) -> Redirect | tuple[str, int]:
    """Change the type, or say what is wrong."""
    summary, form = require_type(type_id), read_type_form(request.form)
    found, errors = _send("UpdateQualificationType", form, {"QualificationTypeId": summary.id})
    if found is None:
        return _render_form(form.values, errors, type_id), HTTPStatus.BAD_REQUEST
    flash(f"“{summary.name}” is changed.")
    return _lead_to(type_id)


@pages.post("/types/<type_id>/status")
def set_status(type_id: str) -> Redirect:
    """Let workers ask for the qualification, or let them no more."""
    summary, is_active = require_type(type_id), "active" in request.form
    status = "Active" if is_active else "Inactive"
    params = {"QualificationTypeId": summary.id, "QualificationTypeStatus": status}
    get_services().marketplace.call(get_account(), "UpdateQualificationType", params)
    flash(f"“{summary.name}” is {status.lower()}.")
    return _lead_to(type_id)


@pages.get("/types/<type_id>/delete")
def show_deletion(type_id: str) -> str:
    """Ask whether the type is to be deleted."""
    return render_template("desk/type_deletion.html", summary=require_type(type_id))


@pages.post("/types/<type_id>/delete")
def delete(type_id: str) -> Redirect:
    """Delete the type, and reject the requests that wait."""
    summary = require_type(type_id)
    params = {"QualificationTypeId": summary.id}
    get_services().marketplace.call(get_account(), "DeleteQualificationType", params)
    flash(f"“{summary.name}” is deleted.")
    return redirect(url_for(".show_list"), HTTPStatus.SEE_OTHER)


def require_type(type_id: str) -> TypeSummary:
    """Return the type; answer that there is no such page if it is not the account's."""
    market = get_services().marketplace
    found = market.read(get_account(), lambda transaction: find_own_summary(transaction, type_id))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _read(type_id: str) -> Mapping[str, Any]:
    params = {"QualificationTypeId": type_id}
    answer = get_services().marketplace.call(get_account(), "GetQualificationType", params)
    found: Mapping[str, Any] = answer["QualificationType"]
    return found


def _send(
    operation: str, form: TypeForm, more: Mapping[str, str]
) -> tuple[Mapping[str, Any] | None, Mapping[str, str]]:
    """Return the type after the call, or what is wrong by the field's id."""
    if form.errors:
        return None, form.errors
    params = {**form.params, **more}
    if "QualificationTypeId" in more:
        params = {name: value for name, value in params.items() if name not in _CANNOT_CHANGE}
    try:
        answer = get_services().marketplace.call(get_account(), operation, params)
    except RefusedCallError as error:
        return None, {find_field(error.message): error.message}
    return answer["QualificationType"], {}


def _lead_to(type_id: str) -> Redirect:
    return redirect(url_for(".show", type_id=type_id), HTTPStatus.SEE_OTHER)


def _render_form(
    values: Mapping[str, str], errors: Mapping[str, str], type_id: str | None = None
) -> str:
    summary = None if type_id is None else require_type(type_id)
    return render_template("desk/type_form.html", values=values, errors=errors, summary=summary)
