"""Messages that were sent to workers and notifications of events, and a form for a new message."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.accounts.messages import (
    MAX_SUBJECT,
    MAX_TEXT,
    MAX_WORKERS,
    list_messages,
)
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_services
from adapter.web.people.words import format_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.storage.transaction import AnyRow

pages = Blueprint("messages", __name__)

_COLUMNS = {
    "Recipient": lambda message: message.recipient,
    "Kind": lambda message: message.kind,
    "Subject": lambda message: message.subject,
    "Text": lambda message: message.text,
    "SendTime": lambda message: message.sent,
    "State": lambda message: message.state,
    "Failure": lambda message: message.failure,
}


def show_list() -> Response | str:
    """Show the messages, the newest first."""
    market, account = get_services().marketplace, get_account()

    def read(offset: int, limit: int) -> Sequence[AnyRow]:
        return market.read(account, lambda transaction: list_messages(transaction, offset, limit))

    return render_table(Table("messages", _COLUMNS, read), "desk/messages.html")


add_table_routes(pages, "/messages", show_list)


@pages.get("/messages/new")
def write() -> str:
    """Show the form for a message; `worker` in the query is whom it is to."""
    return _render({"workers": "\n".join(request.args.getlist("worker"))}, {})


@pages.post("/messages/new")
def send() -> Redirect | tuple[str, int]:
    """Send the message to those workers whose work was reviewed, and name the others."""
    values = {each: request.form.get(each, "") for each in ("workers", "subject", "text")}
    workers = tuple(dict.fromkeys(values["workers"].replace(",", " ").split()))
    errors = _find_errors(workers, values)
    if errors:
        return _render(values, errors), HTTPStatus.BAD_REQUEST
    message = {"Subject": values["subject"], "MessageText": values["text"]}
    wanted = {**message, "WorkerIds": list(workers)}
    try:
        answer = get_services().marketplace.call(get_account(), "NotifyWorkers", wanted)
    except RefusedCallError as error:
        return _render(values, {"workers": error.message}), HTTPStatus.BAD_REQUEST
    failed = [each["WorkerId"] for each in answer["NotifyWorkersFailureStatuses"]]
    flash(f"Sent to {format_count(len(workers) - len(failed), 'worker')}.")
    if failed:
        flash(f"Not sent to {', '.join(failed)}: none of their work was approved or rejected yet.")
    return redirect(url_for("desk.messages.show_list"), HTTPStatus.SEE_OTHER)


def _find_errors(workers: Sequence[str], values: Mapping[str, str]) -> Mapping[str, str]:
    errors = {}
    if not 1 <= len(workers) <= MAX_WORKERS:
        errors["workers"] = f"Enter from 1 to {MAX_WORKERS} worker ids; there are {len(workers)}"
    for name, label, most in (("subject", "subject", MAX_SUBJECT), ("text", "text", MAX_TEXT)):
        if not values[name].strip():
            errors[name] = f"Enter a {label}"
        elif len(values[name]) > most:
            errors[name] = f"Enter at most {most} characters; there are {len(values[name])}"
    return errors


def _render(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template("desk/new_message.html", values=values, errors=errors)
