"""The desk: requesters' pages, a blueprint for each noun.

To add a noun: a module with `pages = Blueprint(…)` in this folder, a line in `_NOUNS`, and a line
in `NAVIGATION`. Its views are called with an account signed in (`services.get_account`) and read
through `Marketplace.read` or the API's own operations, which find only what is the account's. Each
list is a `tables.Table`, which is a page, a CSV and a JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, g

from adapter.web.people.access.body_limits import allow_files
from adapter.web.people.access.hosts import DESK
from adapter.web.people.access.requester import find_requester
from adapter.web.people.access.session import check_characters, check_sender
from adapter.web.people.desk import (
    batch_changes,
    batches,
    decisions,
    holders,
    invitations,
    layouts,
    links,
    messages,
    new_batch,
    owed,
    people,
    requests,
    results,
    review,
    rosters,
    sign_in,
    types,
)

if TYPE_CHECKING:
    from flask_wtf import CSRFProtect

_NOUNS = (
    sign_in,
    people,
    rosters,
    batches,
    new_batch,
    types,
    holders,
    layouts,
    invitations,
    links,
    batch_changes,
    review,
    decisions,
    messages,
    requests,
    owed,
    results,
)

NAVIGATION = (
    ("desk.batches.show_list", "Batches"),
    ("desk.requests.show_list", "Requests"),
    ("desk.types.show_list", "Qualifications"),
    ("desk.layouts.show_list", "Layouts"),
    ("desk.people.show_list", "People"),
    ("desk.owed.show_list", "Owed"),
    ("desk.links.show_list", "Links"),
    ("desk.invitations.show_list", "Invitations"),
    ("desk.messages.show_list", "Messages"),
)
"""The pages that every page of the desk leads to: endpoint and label."""

BATCH_NAVIGATION = (
    ("desk.batches.show", "Progress"),
    ("desk.review.show_list", "Review"),
    ("desk.batches.show_answers", "Time and agreement"),
    ("desk.results.show", "Results"),
    ("desk.batch_changes.choose", "Change"),
)
"""The pages of one batch, whose templates extend `desk/batch_base.html`: endpoint and label."""


def create_desk(csrf: CSRFProtect) -> Blueprint:
    """Return the blueprint of the desk, whose forms are protected by the token."""
    desk = Blueprint(DESK, __name__, url_prefix="/desk")
    desk.before_request(check_sender)
    desk.before_request(allow_files)
    desk.before_request(csrf.protect)
    desk.before_request(check_characters)
    desk.before_request(find_requester)
    desk.context_processor(_describe_page)
    for noun in _NOUNS:
        desk.register_blueprint(noun.pages)
    return desk


def _describe_page() -> dict[str, Any]:
    return {
        "account": g.get("account"),
        "desk_navigation": NAVIGATION,
        "batch_navigation": BATCH_NAVIGATION,
    }
