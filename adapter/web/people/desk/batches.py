"""The account's batches, and one of them: how far it is, how long it took, who agrees."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, render_template, request, url_for

from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.batch_summaries import (
    MAX_TIMES,
    count_hours,
    find_batch,
    list_batches,
    parse_batch_id,
    read_agreement,
    read_time_spent,
    summarize_batch,
)
from adapter.web.people.desk.batch_plots import plot_progress, plot_time_spent
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.batch_summaries import (
        Agreement,
        Batch,
        BatchSummary,
        Hour,
        TimeSpent,
    )
    from adapter.marketplace.storage.transaction import Transaction

pages = Blueprint("batches", __name__)

_COLUMNS = {
    "BatchId": lambda batch: batch.id.label,
    "HITTypeId": lambda batch: batch.id.type_id,
    "HITGroupId": lambda batch: batch.group_id,
    "Title": lambda batch: batch.title,
    "Reward": lambda batch: format_dollars(batch.reward_cents),
    "CreationTime": lambda batch: batch.created,
    "Expiration": lambda batch: batch.expires,
    "HITs": lambda batch: batch.hits,
    "Open": lambda batch: batch.open,
    "Accepted": lambda batch: batch.accepted,
    "Submitted": lambda batch: batch.submitted,
    "Approved": lambda batch: batch.approved,
    "Rejected": lambda batch: batch.rejected,
    "Cost": lambda batch: format_dollars(batch.cost_cents),
}


@pages.get("/")
def show_first() -> Redirect:
    """Lead to the batches, with which a requester begins."""
    return redirect(url_for("desk.batches.show_list"), HTTPStatus.SEE_OTHER)


def show_list() -> Response | str:
    """Show the batches, the newest first."""
    market, account = get_services().marketplace, get_account()
    search = request.args.get("search", "").strip()

    def read(offset: int, limit: int) -> Sequence[BatchSummary]:
        return market.read(
            account, lambda transaction: list_batches(transaction, search, offset, limit)
        )

    table = Table("batches", _COLUMNS, read)
    return render_table(table, "desk/batches.html", search=search)


add_table_routes(pages, "/batches", show_list)


@pages.get("/batches/<batch_id>")
def show(batch_id: str) -> str:
    """Show how far one batch is."""
    wanted = parse_batch_id(batch_id)

    def read(transaction: Transaction) -> tuple[BatchSummary | None, Sequence[Hour]]:
        return summarize_batch(transaction, wanted), count_hours(transaction, wanted)

    batch, hours = get_services().marketplace.read(get_account(), read)
    if batch is None:
        abort(HTTPStatus.NOT_FOUND)
    drawn = plot_progress(hours) if hours else ()
    return render_template("desk/batch.html", batch=batch, plots=drawn)


@pages.get("/batches/<batch_id>/answers")
def show_answers(batch_id: str) -> str:
    """Show how long the work of one batch took, and how far workers agree."""
    wanted = parse_batch_id(batch_id)

    def read(
        transaction: Transaction,
    ) -> tuple[Batch | None, TimeSpent, Agreement]:
        return (
            find_batch(transaction, wanted),
            read_time_spent(transaction, wanted),
            read_agreement(transaction, wanted),
        )

    batch, spent, agreement = get_services().marketplace.read(get_account(), read)
    if batch is None:
        abort(HTTPStatus.NOT_FOUND)
    plot = plot_time_spent(spent) if spent.counts else None
    return render_template(
        "desk/batch_answers.html",
        batch=batch,
        spent=spent,
        max_times=MAX_TIMES,
        agreement=agreement,
        plot=plot,
    )


def require_batch(batch_id: str) -> Batch:
    """Return the batch; answer that there is no such page if it is not the account's."""
    wanted = parse_batch_id(batch_id)
    market = get_services().marketplace
    found = market.read(get_account(), lambda transaction: find_batch(transaction, wanted))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found
