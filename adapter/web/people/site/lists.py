"""The list of groups of HITs, and the preview of one HIT."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from adapter.web.people.services import get_worker

pages = Blueprint("lists", __name__)


@pages.get("/")
@pages.get("/projects")
def show_groups() -> str:
    """Show the groups with work for the worker."""
    search = request.args.get("search", "").strip()
    groups = get_worker().list_groups(search)
    only_mine = request.args.get("show") == "mine"
    shown = [each for each in groups if not (only_mine and each.unmet)]
    return render_template("site/groups.html", groups=shown, search=search, only_mine=only_mine)
