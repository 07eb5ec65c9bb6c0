"""GetReviewableHITs: one list for each requested status, merged, with the member to sort by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.queries import Walk
from adapter.translation.handlers.items import require_member

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from adapter.model import CheckedCall
    from adapter.queries import Conversation, UpstreamRequest

    Item = Mapping[str, Any]
    Requests = tuple[str, tuple[Mapping[str, Any], ...]]
    """A list operation, and its parameters for each request."""

OPERATION = "ListReviewableHITs"
UNSORTED = "Enumeration"
"""The SortProperty for no particular order."""


def build_requests(call: CheckedCall) -> Requests:
    """Return the requests for the HITs: one for each status."""
    of_type = {name: call.values[name] for name in ("HITTypeId",) if name in call.values}
    statuses = dict.fromkeys(call.values.get("Status") or ("Reviewable",))
    return OPERATION, tuple({"Status": status, **of_type} for status in statuses)


def get_reviewable_hits(call: CheckedCall) -> Conversation:
    """Return `listing.HITs`, each HIT once even if its status changes in between.

    One ListReviewableHITs for each status, then one ListHITs if the member to sort by is not in
    the answers of the first.
    """
    found: dict[str, Item] = {}
    operation, requests = build_requests(call)
    for params in requests:
        hits = yield Walk(operation, params, "HITs", "HITId")
        found = {require_member(hit, "HITId"): hit for hit in hits} | found
    return {"listing": {"HITs": (yield from _add_sort_member(list(found.values()), call))}}


def _add_sort_member(
    hits: Sequence[Item], call: CheckedCall
) -> Generator[UpstreamRequest, Any, Sequence[Item]]:
    """Return the HITs with the member to sort by, which a HIT deleted in between lacks."""
    member = call.values.get("SortProperty", UNSORTED)
    already = len(hits) <= 1 or all(hit.get(member) is not None for hit in hits)
    if member == UNSORTED or already:
        return hits
    whole = yield Walk("ListHITs", {}, "HITs", "HITId")
    known = {require_member(hit, "HITId"): hit.get(member) for hit in whole}
    return [{member: known.get(hit["HITId"]), **hit} for hit in hits]
