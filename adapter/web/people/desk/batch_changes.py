"""Change the HITs of a batch: what a change would do and cost, and then part by part."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace.accounts.balance import parse_cents
from adapter.marketplace.batch_summaries import Change, Kind, carry_out_part, preview_change
from adapter.marketplace.storage.database import MAX_SERIAL
from adapter.web.people.desk.batches import require_batch
from adapter.web.people.services import get_account, get_services
from adapter.web.people.words import format_count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as Redirect


pages = Blueprint("batch_changes", __name__)

_MAX_DAYS, _MAX_MORE = 365, 1000
_TOKEN_BYTES = 12
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Times of forms are between these."""


@pages.get("/batches/<batch_id>/change")
def choose(batch_id: str) -> str | tuple[str, int]:
    """Show the changes there are; of one that is chosen, what it would do and cost."""
    batch, values = require_batch(batch_id), request.args
    if "change" not in values:
        return render_template("desk/batch_change.html", batch=batch, values={}, errors={})
    errors = _find_errors(values)
    if errors:
        page = render_template("desk/batch_change.html", batch=batch, values=values, errors=errors)
        return page, HTTPStatus.BAD_REQUEST
    services = get_services()
    now = services.marketplace.environment.clock().replace(microsecond=0)
    change = Change(
        Kind(values["change"]),
        until=now + timedelta(days=int(values.get("days", "0"))),
        more=int(values.get("more", "0")),
        token=secrets.token_urlsafe(_TOKEN_BYTES),
    )
    account = get_account()
    preview = services.marketplace.read(
        account, lambda transaction: preview_change(transaction, batch.id, change)
    )
    balance = services.marketplace.call(account, "GetAccountBalance", {})
    return render_template(
        "desk/batch_change_preview.html",
        batch=batch,
        change=change,
        preview=preview,
        available_cents=parse_cents(balance["AvailableBalance"]),
    )


@pages.post("/batches/<batch_id>/change")
def carry_out(batch_id: str) -> Redirect | str:
    """Change the next HITs; show how many are done, or lead back to the batch after the last."""
    batch, form = require_batch(batch_id), request.form
    change = _read_change(form)
    after = min(form.get("after", 0, int), MAX_SERIAL)
    part = carry_out_part(get_services().marketplace, get_account(), batch.id, change, after)
    done = form.get("done", 0, int) + part.done
    refused = form.get("refused", 0, int) + part.refusals.total()
    for reason, number in part.refusals.items():
        flash(f"{format_count(number, 'HIT')} not changed: {reason}")
    if part.after is None:
        flash(f"{format_count(done, 'HIT')} changed.")
        return redirect(url_for("desk.batches.show", batch_id=batch.id), HTTPStatus.SEE_OTHER)
    return render_template(
        "desk/batch_change_part.html",
        batch=batch,
        change=change,
        done=done,
        refused=refused,
        total=form.get("total", 0, int),
        after=part.after,
    )


def _find_errors(values: Mapping[str, str]) -> Mapping[str, str]:
    limits = {"extend": ("days", _MAX_DAYS), "add": ("more", _MAX_MORE)}
    if values["change"] not in set(Kind):
        return {"change": "Choose one of the changes"}
    if values["change"] not in limits:
        return {}
    name, most = limits[values["change"]]
    text = values.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        return {name: f"Enter a number from 1 to {most:,}"}
    return {}


def _read_change(form: Mapping[str, str]) -> Change:
    """Return the change that a preview has in its form."""
    change = None
    with suppress(ValueError):
        change = Change(
            Kind(form["change"]),
            until=datetime.fromisoformat(form["until"]),
            more=int(form["more"]),
            token=form["token"],
        )
    if change is None or change.until.tzinfo is None or not _FIRST <= change.until <= _LAST:
        abort(HTTPStatus.BAD_REQUEST, "This form is not one of ours. Go back and reload the page.")
    return change
