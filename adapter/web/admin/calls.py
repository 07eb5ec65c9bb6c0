"""The call history as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.observability.history import HistoryEntry
    from adapter.observability.metrics import UpstreamCall

_MISS = "unmatched"


def render_calls(
    entries: Sequence[HistoryEntry], messages: Sequence[Mapping[str, Any]] = ()
) -> bytes:
    """Return the calls, their misses (current calls that were not recorded), and the messages.

    Args:
        entries: the calls, the oldest first.
        messages: what Amazon would have sent to workers and requesters.
    """
    made = [call for entry in entries for call in entry.upstream_calls]
    page = {
        "calls": [_describe_entry(each) for each in entries],
        "misses": [_describe_call(each) for each in made if each.outcome == _MISS],
        "messages": list(messages),
    }
    return json.dumps(page, indent=1, default=str).encode() + b"\n"


def _describe_entry(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "when": entry.when.isoformat(),
        "request_id": entry.request_id,
        "operation": entry.operation,
        "account": entry.account,
        "parameters": [[list(pair) for pair in use] for use in entry.parameters],
        "calls": [_describe_call(each) for each in entry.upstream_calls],
        "outcomes": list(entry.outcomes),
        "status": entry.status,
    }


def _describe_call(made: UpstreamCall) -> dict[str, Any]:
    call = made.call
    return {"operation": call.operation, "params": call.params, "outcome": made.outcome}
