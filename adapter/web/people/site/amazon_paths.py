"""The older paths of Amazon's website for workers, which old tools still print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

pages = Blueprint("amazon_paths", __name__)

_LISTS: Mapping[str, str] = {
    "findhits": "site.lists.show_groups",
    "viewhits": "site.lists.show_groups",
    "welcome": "site.lists.show_groups",
    "beginsignin": "site.sign_in.show",
    "myhits": "site.queue.show",
    "viewmyhits": "site.queue.show",
    "dashboard": "site.earnings.show_days",
    "status": "site.earnings.show_days",
}


@pages.get("/mturk/<any(preview, previewandaccept):_name>")
def preview(_name: str) -> Response:
    """Lead to the preview of a group; to accept it stays a button there."""
    group_id = request.args.get("groupId")
    if not group_id:
        return redirect(url_for("site.lists.show_groups"))
    return redirect(url_for("site.lists.preview", group_id=group_id))


@pages.get("/mturk/searchbar")
def search() -> Response:
    """Lead to the list of one requester, or of what is searched for."""
    requester_id = request.args.get("requesterId")
    words = request.args.get("searchWords") or None
    if requester_id:
        target = "site.lists.show_groups_of_requester"
        return redirect(url_for(target, requester_id=requester_id, search=words))
    return redirect(url_for("site.lists.show_groups", search=words))


@pages.get("/mturk/requestqualification")
def request_qualification() -> Response:
    """Lead to the page of a qualification type."""
    type_id = request.args.get("qualificationId")
    if not type_id:
        return redirect(url_for("site.qualifications.show_list", show="all"))
    return redirect(url_for("site.qualifications.show", type_id=type_id))


@pages.get("/mturk/statusdetail")
def show_day() -> Response:
    """Lead to a day of the earnings."""
    day = request.args.get("encodedDate")
    if not day:
        return redirect(url_for("site.earnings.show_days"))
    return redirect(url_for("site.earnings.show_day", day=day))


@pages.get("/mturk/<name>")
def lead(name: str) -> Response:
    """Lead to a list."""
    return redirect(url_for(_LISTS.get(name, "site.lists.show_groups")))
