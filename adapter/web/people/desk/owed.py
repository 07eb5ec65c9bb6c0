"""What people have to be paid, and the payments that were made outside of the marketplace."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.errors import DoesNotExistError
from adapter.marketplace.payouts import (
    COLUMNS,
    Creditor,
    Payout,
    find_creditors,
    list_creditors,
    list_payouts,
    plan_payouts,
    read_payments,
    record_payouts,
    sum_owed,
    undo_payout,
    write_payments,
)
from adapter.marketplace.storage.database import MAX_SERIAL
from adapter.spreadsheet import TableError, write_rows
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import BinaryIO

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.payouts import PaymentFile
    from adapter.web.people.desk.tables import Cell

    Page = str | tuple[str, HTTPStatus]

pages = Blueprint("owed", __name__)

_MAX_NOTE = 1_000
_PAYOUT_COLUMNS: Mapping[str, Callable[[Payout], Cell]] = {
    "WorkerId": lambda payout: payout.worker_id,
    "Amount": lambda payout: _format_amount(payout.cents),
    "Reference": lambda payout: payout.reference,
    "Note": lambda payout: payout.note,
    "Time": lambda payout: payout.made,
}


def _format_amount(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{format_dollars(abs(cents))}"


def show_list() -> Response | str:
    """Show what the account owes to each worker, the largest amount first."""
    return _render_list(())


def _render_list(problems: Sequence[str]) -> Response | str:
    market, account = get_services().marketplace, get_account()

    def read(offset: int, limit: int) -> Sequence[Creditor]:
        return market.read(account, lambda transaction: list_creditors(transaction, offset, limit))

    total = market.read(account, sum_owed)
    table = Table("owed", COLUMNS, read)
    return render_table(table, "desk/owed.html", total=total, problems=problems)


add_table_routes(pages, "/owed", show_list)


@pages.post("/owed/paid")
def preview() -> Response | Page | tuple[Response | str, HTTPStatus]:
    """Show what a file of payments would record, or which lines cannot be used."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _render_list(("Choose a file",)), HTTPStatus.BAD_REQUEST
    try:
        found = read_payments(cast("BinaryIO", file.stream))
    except TableError as error:
        return _render_list((f"{file.filename}: {error}",)), HTTPStatus.BAD_REQUEST
    return _render_preview(found)


def _render_preview(found: PaymentFile) -> Page:
    plan = get_services().marketplace.read(
        get_account(), lambda transaction: plan_payouts(transaction, found.payments)
    )
    problems = (*found.problems, *plan.problems)
    text = "".join(write_payments(plan.new))
    page = render_template("desk/paid_preview.html", plan=plan, problems=problems, text=text)
    return (page, HTTPStatus.BAD_REQUEST) if problems else page


@pages.post("/owed/paid/record")
def record() -> Redirect | Page:
    """Record the payments of the preview."""
    file = io.BytesIO(request.form.get("payments", "").encode())
    try:
        found = read_payments(file)
        with get_services().marketplace.begin_write(get_account()) as transaction:
            done = record_payouts(transaction, found.payments, _read_note())
    except TableError:
        abort(HTTPStatus.BAD_REQUEST)
    except RefusedCallError:
        return _render_preview(found)
    flash(f"{len(done.new):,} payments recorded, ${format_dollars(done.cents)} in all.")
    return redirect(url_for(".show_list"), HTTPStatus.SEE_OTHER)


@pages.get("/owed/<worker_id>/pay")
def write_payment(worker_id: str) -> str:
    """Show the form for one payment."""
    creditor = _require_creditor(worker_id)
    amount = format_dollars(creditor.debt.owed_cents)
    return _render_payment(creditor, {"amount": amount, "reference": creditor.reference}, {})


@pages.post("/owed/<worker_id>/pay")
def record_payment(worker_id: str) -> Redirect | Page:
    """Record one payment, once however often the form is sent."""
    creditor = _require_creditor(worker_id)
    values = {name: text.strip() for name, text in request.form.items()}
    row = (worker_id, values.get("amount", ""), values.get("reference", ""))
    text = "".join(write_rows([("WorkerId", "Owed", "Reference"), row]))
    found = read_payments(io.BytesIO(text.encode()))
    problem = _find_problem(found, values)
    if problem is None:
        try:
            with get_services().marketplace.begin_write(get_account()) as transaction:
                done = record_payouts(transaction, found.payments, _read_note())
        except RefusedCallError as error:
            problem = error.message.partition(": ")[2]
    if problem is not None:
        page = _render_payment(creditor, values, {"amount": problem})
        return page, HTTPStatus.BAD_REQUEST
    [payment] = found.payments
    if done.new:
        flash(f"${format_dollars(payment.cents)} to {worker_id} is recorded.")
    else:
        flash(f"{payment.reference} to {worker_id} was recorded before. Nothing was changed.")
    return redirect(url_for(".show_list"), HTTPStatus.SEE_OTHER)


def _find_problem(found: PaymentFile, values: Mapping[str, str]) -> str | None:
    if found.problems:
        return f"Write dollars, such as 0.60, and not {values.get('amount', '')!r}"
    return None if found.payments else "Write what you paid, which is more than nothing"


def _render_payment(
    creditor: Creditor, values: Mapping[str, str], errors: Mapping[str, str]
) -> str:
    return render_template("desk/payment.html", creditor=creditor, values=values, errors=errors)


def _require_creditor(worker_id: str) -> Creditor:
    found = get_services().marketplace.read(get_account(), find_creditors)
    if worker_id not in found:
        abort(HTTPStatus.NOT_FOUND)
    return found[worker_id]


def _read_note() -> str | None:
    return request.form.get("note", "").strip()[:_MAX_NOTE] or None


def show_payouts() -> Response | str:
    """Show the payments that were recorded, the latest first."""

    def read(offset: int, limit: int) -> Sequence[Payout]:
        return get_services().marketplace.read(
            get_account(), lambda transaction: list_payouts(transaction, offset, limit)
        )

    return render_table(Table("payouts", _PAYOUT_COLUMNS, read), "desk/payouts.html")


add_table_routes(pages, "/payouts", show_payouts)


@pages.post(f"/payouts/<int(max={MAX_SERIAL}):serial>/undo")
def undo(serial: int) -> Redirect:
    """Record that a payment did not happen."""
    try:
        with get_services().marketplace.begin_write(get_account()) as transaction:
            undo_payout(transaction, serial)
    except DoesNotExistError:
        abort(HTTPStatus.NOT_FOUND)
    except RefusedCallError as error:
        flash(error.message)
    else:
        flash("The payment is undone, and its amount is owed again.")
    return redirect(url_for(".show_payouts"), HTTPStatus.SEE_OTHER)
