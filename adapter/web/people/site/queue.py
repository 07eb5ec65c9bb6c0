"""The assignments that the worker has in work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, render_template, request

from adapter.clock import format_time
from adapter.web.people.services import get_services, get_worker

if TYPE_CHECKING:
    from flask import Response

pages = Blueprint("queue", __name__)


@pages.get("/tasks")
def show() -> str | Response:
    """Show the assignments that can still be submitted, the nearest deadline first."""
    found = get_worker().list_queue()
    now = get_services().marketplace.environment.clock()
    left = [int((each.deadline - now).total_seconds()) for each in found]
    if request.args.get("format") == "json":
        rows = zip(found, left, strict=True)
        return jsonify(
            tasks=[
                {
                    "assignment_id": each.id,
                    "hit_id": each.hit_id,
                    "hit_set_id": each.group_id,
                    "title": each.title,
                    "reward_cents": each.reward_cents,
                    "accepted_at": format_time(each.accepted),
                    "deadline": format_time(each.deadline),
                    "time_to_deadline_in_seconds": seconds,
                }
                for each, seconds in rows
            ]
        )
    return render_template("site/queue.html", found=zip(found, left, strict=True), count=len(left))
