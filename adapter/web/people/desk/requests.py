"""Requests for qualifications: the answers to a test beside its key, granted or rejected."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace.waiting_requests import (
    Decision,
    WaitingRequest,
    count_waiting,
    decide_requests,
    find_waiting,
    list_waiting,
)
from adapter.web.people.desk.marked_tests import Marker
from adapter.web.people.desk.tables import Cell, Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.waiting_requests import Decided

pages = Blueprint("requests", __name__)

MOST_AT_ONCE = 1_000
"""So many requests are decided by one form."""

_DEFAULT_VALUE = 1
_MAX_REASON = 1024
_INTEGER = re.compile(r"-?[0-9]{1,10}")
_REJECT = "reject"


def _build_columns(marker: Marker) -> Mapping[str, Callable[[WaitingRequest], Cell]]:
    return {
        "QualificationRequestId": lambda each: each.id,
        "QualificationTypeId": lambda each: each.type_id,
        "Name": lambda each: each.name,
        "WorkerId": lambda each: each.worker_id,
        "SubmitTime": lambda each: each.submitted,
        "Answers": marker.describe,
        "KeyValue": marker.compute_value,
    }


def show_list() -> Response | str:
    """Show the requests that wait, the oldest first, all or those of one type."""
    market, account = get_services().marketplace, get_account()
    type_id, marker = request.args.get("type") or None, Marker()

    def read(offset: int, limit: int) -> Sequence[WaitingRequest]:
        return market.read(
            account, lambda transaction: list_waiting(transaction, type_id, offset, limit)
        )

    return render_table(
        Table("requests", _build_columns(marker), read),
        "desk/requests.html",
        types=market.read(account, count_waiting),
        type_id=type_id,
        most_at_once=MOST_AT_ONCE,
        mark=marker.mark,
    )


add_table_routes(pages, "/requests", show_list)


@pages.get("/requests/<request_id>")
def show(request_id: str) -> str | tuple[str, int]:
    """Show one request: what the test asked, the answers, and what the key says of them."""
    found = _find([request_id])
    if not found:
        return render_template("desk/request_over.html"), HTTPStatus.NOT_FOUND
    [waiting] = found
    marked = Marker().mark(waiting)
    value = None if marked is None else marked.value
    return render_template(
        "desk/request.html",
        waiting=waiting,
        marked=marked,
        value=_DEFAULT_VALUE if value is None else value,
    )


@pages.post("/requests/preview")
def preview() -> str | tuple[str, int]:
    """Show what would be granted or rejected, with the values and the reason to be edited."""
    wanted = request.form.get("action", "")
    if wanted.endswith("-all"):
        found = _list_first(request.form.get("type") or None)
    else:
        found = _find(request.form.getlist("request"))
    chosen = len(request.form.getlist("request"))
    form = _DecisionForm(found, {}, "", {}, gone=0 if "-all" in wanted else chosen - len(found))
    return _render_preview(form, rejects=wanted.startswith(_REJECT))


@pages.post("/requests/decide")
def decide() -> Redirect | str | tuple[str, int]:
    """Grant or reject the requests, but for those that were decided meanwhile."""
    ids = request.form.getlist("request")
    rejects = request.form.get("action") == _REJECT
    found = _find(ids)
    form = _read_decisions(found, gone=len(ids) - len(found), rejects=rejects)
    if form.errors or (not found and not form.gone):
        return _render_preview(form, rejects=rejects)
    decisions = [Decision(each, None if rejects else form.read_value(each)) for each in ids]
    decided = decide_requests(get_services().marketplace, get_account(), decisions, form.reason)
    _flash_outcome(decided, form, rejects=rejects)
    return redirect(_choose_next(), HTTPStatus.SEE_OTHER)


@dataclass(frozen=True, slots=True)
class _DecisionForm:
    """What a form would decide.

    Attributes:
        found: the requests that still wait.
        values: as entered, by request; what is missing is the key's value, or 1.
        reason: for those who are rejected.
        errors: what is wrong, by the field's id.
        gone: how many of the chosen were decided meanwhile.
        marker: says what the keys give.
    """

    found: Sequence[WaitingRequest]
    values: Mapping[str, str]
    reason: str
    errors: Mapping[str, str]
    gone: int
    marker: Marker = field(default_factory=Marker)

    def write_value(self, waiting: WaitingRequest) -> str:
        """Return what stands in the field of the request's value."""
        if waiting.id in self.values:
            return self.values[waiting.id]
        value = self.marker.compute_value(waiting)
        return str(_DEFAULT_VALUE if value is None else value)

    def read_value(self, request_id: str) -> int:
        """Return the value to grant; what is decided already is refused with any."""
        return int(self.values.get(request_id, _DEFAULT_VALUE))


def _read_decisions(found: Sequence[WaitingRequest], *, gone: int, rejects: bool) -> _DecisionForm:
    fields, errors = request.form, {}
    reason = fields.get("reason", "").strip()
    if len(reason) > _MAX_REASON:
        errors["reason"] = f"Write a reason of at most {_MAX_REASON:,} characters"
    shared = fields.get("value", "").strip()
    if shared and not _is_value(shared):
        errors["value"] = "Enter a whole number, or leave it empty"
    values = {each.id: fields.get(f"value-{each.id}", "").strip() for each in found}
    if "value" not in errors and shared:
        values = dict.fromkeys(values, shared)
    if not rejects and not shared:
        wrong = [each for each in found if not _is_value(values[each.id])]
        errors |= {
            f"value-{each.id}": f"Enter a whole number for {each.worker_id}" for each in wrong
        }
    return _DecisionForm(found, values, reason, errors, gone)


def _is_value(text: str) -> bool:
    return _INTEGER.fullmatch(text) is not None and -(2**31) <= int(text) < 2**31


def _render_preview(form: _DecisionForm, *, rejects: bool) -> str | tuple[str, int]:
    page = render_template(
        "desk/requests_preview.html",
        form=form,
        rejects=rejects,
        type_id=request.form.get("type", ""),
        shared=request.form.get("value", ""),
    )
    return page if form.found and not form.errors else (page, HTTPStatus.BAD_REQUEST)


def _flash_outcome(decided: Decided, form: _DecisionForm, *, rejects: bool) -> None:
    what, number = "rejected" if rejects else "granted", len(decided.done)
    names = {each.id: f"“{each.name}” of {each.worker_id}" for each in form.found}
    if number == 1:
        flash(f"The request for {names[decided.done[0]]} is {what}.")
    elif number:
        flash(f"{number:,} requests are {what}.")
    missed = len(decided.refused)
    if missed:
        text = "request was" if missed == 1 else "requests were"
        flash(f"{missed:,} {text} decided meanwhile, by a program or in another window.")


def _choose_next() -> str:
    """Return the address of the oldest request that waits, after one that was shown alone."""
    type_id = request.form.get("type") or None
    if "alone" in request.form:
        market, account = get_services().marketplace, get_account()
        after = market.read(account, lambda each: list_waiting(each, type_id, 0, 1))
        if after:
            return url_for(".show", request_id=after[0].id, type=type_id)
    return url_for(".show_list", type=type_id)


def _list_first(type_id: str | None) -> Sequence[WaitingRequest]:
    market, account = get_services().marketplace, get_account()
    return market.read(account, lambda each: list_waiting(each, type_id, 0, MOST_AT_ONCE))


def _find(ids: Sequence[str]) -> Sequence[WaitingRequest]:
    if len(ids) > MOST_AT_ONCE:
        abort(HTTPStatus.BAD_REQUEST, f"Choose at most {MOST_AT_ONCE:,} requests at once.")
    return get_services().marketplace.read(get_account(), lambda each: find_waiting(each, ids))
