"""A requester's page for the demo: an ExternalQuestion needs a website, and this one is at hand."""

from __future__ import annotations

from flask import Blueprint, render_template, request

pages = Blueprint("examples", __name__)

_BIRDS = {"1": 5, "2": 8}


@pages.get("/examples/count-birds")
def count_birds() -> str:
    """Show birds on a wire, and a form that sends their number to where the query says."""
    birds = _BIRDS.get(request.args.get("picture", ""), _BIRDS["1"])
    return render_template("tasks/count_birds.html", birds=birds)
