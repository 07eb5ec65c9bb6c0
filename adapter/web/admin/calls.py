"""The call history as JSON: calls, their current calls, and calls that were not recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.observability.history import HistoryEntry
    from adapter.observability.metrics import UpstreamCall

_MISSED = "unmatched"


def listed(entries: Sequence[HistoryEntry], messages: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """The calls of late, the oldest first, and the current calls among them that were missed.

    Args:
        entries: the calls.
        messages: what would have been sent.
    """
    missed = [_asked(each) for entry in entries for each in entry.asked if each.outcome == _MISSED]
    calls = [_entry(each) for each in entries]
    page = {"calls": calls, "misses": missed, "messages": list(messages)}
    return json.dumps(page, indent=1, default=str).encode() + b"\n"


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "when": entry.when.isoformat(),
        "request_id": entry.request_id,
        "operation": entry.operation,
        "account": entry.account,
        "parameters": [[list(pair) for pair in use] for use in entry.parameters],
        "calls": [_asked(each) for each in entry.asked],
        "outcomes": list(entry.outcomes),
        "status": entry.status,
    }


def _asked(asked: UpstreamCall) -> dict[str, Any]:
    call = asked.call
    return {"operation": call.operation, "params": call.params, "outcome": asked.outcome}
