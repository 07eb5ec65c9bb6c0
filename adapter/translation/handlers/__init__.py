"""The operations that a list of calls cannot say: each is a conversation written in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.translation.handlers.help import describe
from adapter.translation.handlers.review_results import review_results
from adapter.translation.handlers.reviewable_hits import reviewable_hits
from adapter.translation.handlers.statistics import requester_statistic, requester_worker_statistic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.model import Conversation, Task

HANDLERS: Mapping[str, Callable[[Task], Conversation]] = {
    "help": describe,
    "requester_statistic": requester_statistic,
    "requester_worker_statistic": requester_worker_statistic,
    "review_results": review_results,
    "reviewable_hits": reviewable_hits,
}
"""By the name that a mapping gives as its `handler`."""
