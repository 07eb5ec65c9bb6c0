"""The state of the marketplace: an account, and its lists a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Any

import structlog
from flask import abort, render_template, request

from adapter.marketplace import Order, RefusedCallError, ServiceFault
from adapter.marketplace.accounts.messages import count_messages, list_messages
from adapter.marketplace.seeds import list_access_keys
from adapter.marketplace.summary import summarize_account
from adapter.web.admin.console.messages import render_message, render_missing
from adapter.web.admin.console.plots import plot_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Blueprint, Response

    from adapter.marketplace import Marketplace
    from adapter.observability.history import CallHistory
    from adapter.web.admin.console.services import ConsoleServices

log = structlog.get_logger()

PAGE = 25


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of a list.

    Attributes:
        items: those on this page.
        total: how many there are on all pages.
        number: of the page, from 1.
    """

    items: Sequence[Any]
    total: int
    number: int

    @property
    def has_more(self) -> bool:
        """Return whether a page follows."""
        return self.total > self.number * PAGE


@dataclass(frozen=True, slots=True)
class AccountReader:
    """Reads the state of one account, without changing more than time does.

    Attributes:
        market: the marketplace.
        account: the access key.
        accounts: the access keys of all accounts.
    """

    market: Marketplace
    account: str
    accounts: Sequence[str]

    def read_list(self, operation: str, order: Order, **params: str | bool) -> Rows:
        """Return the page of a list that the query asks for."""
        keys = self.market.list_keys(self.account, operation, [params], order)
        number = _choose_page(len(keys))
        shown = keys[(number - 1) * PAGE : number * PAGE]
        items = self.market.list_items(self.account, operation, shown)
        return Rows(items, len(keys), number)

    def read_messages(self) -> Rows:
        """Return the page of the messages that the query asks for, the newest first."""
        with self.market.begin_read(self.account) as transaction:
            total = count_messages(transaction)
            number = _choose_page(total)
            return Rows(list_messages(transaction, (number - 1) * PAGE, PAGE), total, number)


def add_state_pages(pages: Blueprint, services: ConsoleServices, market: Marketplace) -> None:
    """Add the pages of an account and its lists."""

    def choose() -> AccountReader:
        return _choose_account(market, services.history)

    @pages.get("/state")
    def show_account() -> str:
        if not list_access_keys(market):
            return render_template("console/state/empty.html")
        reader = choose()
        balance = market.call(reader.account, "GetAccountBalance", {})
        with market.begin_read(reader.account) as transaction:
            summary = summarize_account(transaction)
        plot = plot_requests(summary.requests, services.clock())
        return _render("account", reader, balance=balance, summary=summary, plot=plot)

    @pages.get("/state/hits")
    def list_hits() -> str:
        reader = choose()
        return _render("hits", reader, rows=reader.read_list("ListHITs", _newest("CreationTime")))

    @pages.get("/state/hits/<hit_id>")
    def show_hit(hit_id: str) -> str:
        reader = choose()
        hit = market.call(reader.account, "GetHIT", {"HITId": hit_id})["HIT"]
        rows = reader.read_list("ListAssignmentsForHIT", _newest("SubmitTime"), HITId=hit_id)
        return _render("hit", reader, hit=hit, rows=rows)

    _add_lists(pages, choose)
    _add_errors(pages)


def _add_errors(pages: Blueprint) -> None:
    @pages.errorhandler(RefusedCallError)
    def answer_refusal(_error: RefusedCallError) -> Response:
        return render_missing()

    @pages.errorhandler(ServiceFault)
    def answer_failure(error: ServiceFault) -> Response:
        log.error("database_failed", reason=error.reason)
        return render_message(
            "The state cannot be read", error.message, HTTPStatus.SERVICE_UNAVAILABLE
        )


def _add_lists(pages: Blueprint, choose: Callable[[], AccountReader]) -> None:
    @pages.get("/state/qualification-types")
    def list_qualification_types() -> str:
        reader = choose()
        own = {"MustBeRequestable": False, "MustBeOwnedByCaller": True}
        rows = reader.read_list("ListQualificationTypes", Order("Name"), **own)
        return _render("qualification_types", reader, rows=rows)

    @pages.get("/state/requests")
    def list_requests() -> str:
        reader = choose()
        rows = reader.read_list("ListQualificationRequests", _newest("SubmitTime"))
        return _render("requests", reader, rows=rows)

    @pages.get("/state/messages")
    def list_sent_messages() -> str:
        reader = choose()
        return _render("messages", reader, rows=reader.read_messages())


def _choose_account(market: Marketplace, history: CallHistory) -> AccountReader:
    """Return a reader of the account that the query names, of the last caller, or of the first."""
    keys = list_access_keys(market)
    callers = [each.account for each in reversed(history.list_entries()) if each.account in keys]
    account = request.args.get("account") or next(iter([*callers, *keys]), "")
    if account not in keys:
        abort(404)
    return AccountReader(market, account, keys)


def _newest(member: str) -> Order:
    return Order(member, descending=True)


def _choose_page(total: int) -> int:
    """Return the number of the page that the query asks for, or of the last one before it."""
    last = max(1, ceil(total / PAGE))
    return min(max(1, request.args.get("page", 1, type=int)), last)


def _render(name: str, reader: AccountReader, **values: Any) -> str:
    return render_template(
        f"console/state/{name}.html",
        account=reader.account,
        accounts=reader.accounts,
        **values,
    )
