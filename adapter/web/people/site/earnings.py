"""Earnings and the state of what was submitted, by day."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, jsonify, render_template, request

from adapter.marketplace.workers import sum_days, sum_earnings
from adapter.web.people.services import get_services, get_worker

if TYPE_CHECKING:
    from flask import Response

    from adapter.marketplace.workers import Day, Earnings, Work

pages = Blueprint("earnings", __name__)


@pages.get("/earnings")
@pages.get("/dashboard")
def show_days() -> str | Response:
    """Show what was earned, is decided and was paid, in total, by requester and by day."""
    worker = get_worker()
    found = worker.list_submitted()
    days, requesters = sum_days(found), sum_earnings(found, worker.sum_paid())
    totals = {
        "earned_cents": sum(each.earned_cents for each in requesters),
        "waiting_cents": sum(each.waiting_cents for each in requesters),
        "paid_cents": sum(each.paid_cents for each in requesters),
        "owed_cents": sum(each.owed_cents for each in requesters),
        "submitted": len(found),
        "approved": sum(each.approved for each in days),
        "rejected": sum(each.rejected for each in days),
    }
    if _wants_json():
        described = [_describe_requester(each) for each in requesters]
        by_day = [_describe_day(each) for each in days]
        return jsonify(totals=totals, requesters=described, days=by_day)
    return render_template(
        "site/earnings.html",
        totals=totals,
        requesters=[(_name(each), each) for each in requesters],
        days=days,
    )


@pages.get("/status_details/<day>")
def show_day(day: str) -> str | Response:
    """Show each piece of work that was submitted on the day."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)
    found = get_worker().list_submitted(wanted)
    if _wants_json():
        return jsonify(results=[_describe_work(each) for each in found])
    total = sum(each.earned_cents for each in found)
    return render_template("site/day.html", day=wanted, found=found, total=total)


def _wants_json() -> bool:
    return request.args.get("format") == "json"


def _name(earnings: Earnings) -> str:
    """Return the id by which workers know the requester."""
    return get_services().people.derive_requester_id(earnings.requester)


def _describe_requester(earnings: Earnings) -> dict[str, Any]:
    return {
        "requester_id": _name(earnings),
        "earned_cents": earnings.earned_cents,
        "waiting_cents": earnings.waiting_cents,
        "paid_cents": earnings.paid_cents,
        "owed_cents": earnings.owed_cents,
    }


def _describe_day(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "submitted": day.submitted,
        "approved": day.approved,
        "rejected": day.rejected,
        "waiting_cents": day.waiting_cents,
        "earned_cents": day.earned_cents,
    }


def _describe_work(work: Work) -> dict[str, Any]:
    return {
        "assignment_id": work.id,
        "hit_id": work.hit_id,
        "title": work.title,
        "state": work.status,
        "reward_cents": work.reward_cents,
        "bonuses": [{"cents": cents, "reason": reason} for cents, reason in work.bonuses],
        "requester_feedback": work.feedback,
    }
