"""Earnings and the state of what was submitted, by day."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, jsonify, render_template, request

from adapter.marketplace.workers import sum_days
from adapter.web.people.services import get_worker

if TYPE_CHECKING:
    from flask import Response

    from adapter.marketplace.workers import Day, Work

pages = Blueprint("earnings", __name__)


@pages.get("/earnings")
@pages.get("/dashboard")
def show_days() -> str | Response:
    """Show what was earned and what is decided, in total and by day."""
    found = get_worker().list_submitted()
    days = sum_days(found)
    totals = {
        "earned_cents": sum(each.earned_cents for each in days),
        "waiting_cents": sum(each.waiting_cents for each in days),
        "submitted": len(found),
        "approved": sum(each.approved for each in days),
        "rejected": sum(each.rejected for each in days),
    }
    if _wants_json():
        return jsonify(totals=totals, days=[_describe_day(each) for each in days])
    return render_template("site/earnings.html", totals=totals, days=days)


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
