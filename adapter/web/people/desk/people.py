"""The account's people: the list, one person with the work for the account, stop and forget."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from adapter.marketplace import RefusedCallError
from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.accounts.worker_blocks import is_blocked
from adapter.marketplace.links import find_platform
from adapter.marketplace.payouts import find_owed
from adapter.marketplace.people import (
    check_is_in_charge,
    count_people,
    find_known_person,
    is_in_charge,
    list_people,
)
from adapter.marketplace.people.of_worker import list_granted_qualifications, list_work_items
from adapter.web.people.desk.tables import Table, add_table_routes, render_table
from adapter.web.people.services import get_account, get_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.people import KnownPerson
    from adapter.marketplace.people.of_worker import WorkItem
    from adapter.marketplace.storage.transaction import Transaction
    from adapter.web.people.desk.tables import Cell

    Listed = tuple[KnownPerson, int]
    """A person, and what the account owes to them in cents."""

pages = Blueprint("people", __name__)

_MAX_REASON = 200

_COLUMNS: Mapping[str, Callable[[Listed], Cell]] = {
    "WorkerId": lambda listed: listed[0].id,
    "Name": lambda listed: listed[0].name,
    "Contact": lambda listed: listed[0].contact,
    "Id": lambda listed: listed[0].label,
    "Platform": lambda listed: listed[0].platform,
    "ExternalId": lambda listed: listed[0].external_id,
    "Submitted": lambda listed: listed[0].tasks,
    "Owed": lambda listed: format_dollars(listed[1]),
    "LastSeen": lambda listed: listed[0].last_seen,
    "Stopped": lambda listed: listed[0].stopped,
    "Forgotten": lambda listed: listed[0].forgotten,
}
_WORK_COLUMNS: Mapping[str, Callable[[WorkItem], Cell]] = {
    "AssignmentId": lambda work: work.id,
    "HITId": lambda work: work.hit_id,
    "Title": lambda work: work.title,
    "AssignmentStatus": lambda work: work.status,
    "Reward": lambda work: format_dollars(work.reward_cents),
    "AcceptTime": lambda work: work.accepted,
    "SubmitTime": lambda work: work.submitted,
    "RequesterFeedback": lambda work: work.feedback,
}


def show_list() -> Response | str:
    """Show the people whom the account brought or who worked for it, the newest first."""
    market, account = get_services().marketplace, get_account()
    search = request.args.get("search", "").strip()

    def read(offset: int, limit: int) -> Sequence[Listed]:
        return market.read(
            account, lambda transaction: _add_owed(transaction, search, offset, limit)
        )

    count = market.read(account, lambda transaction: count_people(transaction, search))
    table = Table("people", _COLUMNS, read)
    return render_table(
        table, "desk/people.html", search=search, count=count, find_platform=find_platform
    )


def _add_owed(transaction: Transaction, search: str, offset: int, limit: int) -> Sequence[Listed]:
    found = list_people(transaction, search, offset, limit)
    owed = find_owed(transaction, [each.id for each in found])
    return [(each, owed[each.id]) for each in found]


def show(worker_id: str) -> Response | str:
    """Show one person, and their work for the account, the newest first."""
    market, account = get_services().marketplace, get_account()
    person = _require_person(worker_id)

    def read(offset: int, limit: int) -> Sequence[WorkItem]:
        return market.read(
            account, lambda transaction: list_work_items(transaction, worker_id, offset, limit)
        )

    def describe(transaction: Transaction) -> Mapping[str, object]:
        return {
            "known": person,
            "owed_cents": find_owed(transaction, [worker_id])[worker_id],
            "find_platform": find_platform,
            "qualifications": list_granted_qualifications(transaction, worker_id),
            "is_blocked": is_blocked(transaction, worker_id),
            "is_in_charge": is_in_charge(transaction, worker_id),
        }

    table = Table("work", _WORK_COLUMNS, read)
    described = market.read(account, describe)
    return render_table(table, "desk/person.html", is_own=_is_own(worker_id), **described)


add_table_routes(pages, "/people", show_list)
add_table_routes(pages, "/people/<worker_id>/work", show)


@pages.post("/people/<worker_id>/block")
def block(worker_id: str) -> Redirect:
    """Keep the person from the account's tasks, as CreateWorkerBlock does."""
    _require_person(worker_id)
    reason = request.form.get("reason", "").strip()[:_MAX_REASON]
    wanted = {"WorkerId": worker_id, "Reason": reason or "Blocked at the desk."}
    get_services().marketplace.call(get_account(), "CreateWorkerBlock", wanted)
    return _lead_back(worker_id, "Blocked: they see none of your tasks.")


@pages.post("/people/<worker_id>/unblock")
def unblock(worker_id: str) -> Redirect:
    """End the block, as DeleteWorkerBlock does."""
    _require_person(worker_id)
    wanted = {"WorkerId": worker_id}
    get_services().marketplace.call(get_account(), "DeleteWorkerBlock", wanted)
    return _lead_back(worker_id, "No longer blocked.")


@pages.post("/people/<worker_id>/stop")
def stop(worker_id: str) -> Redirect:
    """Sign the person out, and let them in no more."""
    _check_in_charge(worker_id)
    get_services().people.stop(worker_id)
    return _lead_back(worker_id, "Stopped: they are signed out, and cannot come in.")


@pages.post("/people/<worker_id>/allow")
def allow(worker_id: str) -> Redirect:
    """Let a person who was stopped in again."""
    _check_in_charge(worker_id)
    get_services().people.allow(worker_id)
    return _lead_back(worker_id, "They can come in again.")


@pages.get("/people/<worker_id>/forget")
def show_forget(worker_id: str) -> str:
    """Ask whether the person is to be forgotten, and say what stays."""
    _check_in_charge(worker_id)
    return render_template("desk/forget.html", known=_require_person(worker_id))


@pages.post("/people/<worker_id>/forget")
def forget(worker_id: str) -> Redirect:
    """Delete what tells who the person is."""
    _check_in_charge(worker_id)
    get_services().forget(worker_id)
    return _lead_back(worker_id, "Forgotten: nothing here says who they were.")


def _require_person(worker_id: str) -> KnownPerson:
    """Return the person; answer that there is no such page if the account does not know them."""
    market = get_services().marketplace
    try:
        return market.read(
            get_account(), lambda transaction: find_known_person(transaction, worker_id)
        )
    except RefusedCallError:
        abort(HTTPStatus.NOT_FOUND)


def _check_in_charge(worker_id: str) -> None:
    _require_person(worker_id)
    market = get_services().marketplace
    market.read(get_account(), lambda transaction: check_is_in_charge(transaction, worker_id))


def _is_own(worker_id: str) -> bool:
    """Return whether the account brought the person, so that it may give them personal links."""
    person = get_services().people.find(worker_id)
    return person is not None and person.account == get_account()


def _lead_back(worker_id: str, message: str) -> Redirect:
    flash(message)
    return redirect(url_for(".show", worker_id=worker_id), HTTPStatus.SEE_OTHER)
