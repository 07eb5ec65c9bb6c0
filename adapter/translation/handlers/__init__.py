"""The operations that a list of calls cannot say: each is a conversation written in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.translation.handlers.help import describe_help
from adapter.translation.handlers.review_results import get_review_results
from adapter.translation.handlers.reviewable_hits import build_requests, get_reviewable_hits
from adapter.translation.handlers.statistics import (
    get_requester_statistic,
    get_requester_worker_statistic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.model import CheckedCall
    from adapter.queries import Conversation
    from adapter.translation.handlers.reviewable_hits import Requests

HANDLERS: Mapping[str, Callable[[CheckedCall], Conversation]] = {
    "help": describe_help,
    "requester_statistic": get_requester_statistic,
    "requester_worker_statistic": get_requester_worker_statistic,
    "review_results": get_review_results,
    "reviewable_hits": get_reviewable_hits,
}
"""By the name that a mapping gives as its `handler`."""

LISTS: Mapping[str, Callable[[CheckedCall], Requests]] = {"reviewable_hits": build_requests}
"""The list operation, and its parameters for each request, that a handler's page is of."""
