"""Describe an answered call in whole: the request, the current calls that it became, the answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from structlog.typing import EventDict

    from adapter.observability.history import HistoryEntry
    from adapter.observability.metrics import UpstreamCall

_MAX_ANSWER = 4000
_MAX_TEXT = 1000
_MAX_CALLS = 20
_BETWEEN_ELEMENTS = re.compile(r"(?<=>)(?=<)")
_INDENT = "    "


def build_trace(entry: HistoryEntry) -> Mapping[str, object]:
    """Return the fields for the log: texts are shortened, and secrets are replaced already.

    Args:
        entry: of the call history.
    """
    return {
        "parameters": [[list(pair) for pair in use] for use in entry.parameters],
        "current_calls": [_describe_call(each) for each in entry.upstream_calls[:_MAX_CALLS]],
        "losses": list(entry.losses),
        "answer": entry.answer[:_MAX_ANSWER],
        "answer_bytes": entry.answer_bytes,
    }


def render_trace(event: EventDict) -> str:
    """Return the indented lines for the fields of `build_trace`, each with a line end before it."""
    lines = [
        *_render_request(event["parameters"]),
        *_render_calls(event["current_calls"], event["upstream_calls"]),
        *(f"lost: {each}" for each in event["losses"]),
        *_render_answer(event["answer"], event["answer_bytes"]),
    ]
    return "".join(f"\n{_INDENT}{_replace_controls(each)}" for each in lines)


def _describe_call(made: UpstreamCall) -> Mapping[str, object]:
    parameters = json.dumps(made.call.params, default=str, ensure_ascii=False)
    return {
        "operation": made.call.operation,
        "parameters": parameters[:_MAX_TEXT],
        "outcome": made.outcome,
        "milliseconds": round(made.seconds * 1000, 1),
        "answer": made.answer[:_MAX_TEXT],
    }


def _render_request(uses: Iterable[Iterable[tuple[str, str]]]) -> Iterator[str]:
    for use in uses:
        yield "request" if use else "request without parameters"
        yield from (_INDENT + line for name, value in use for line in f"{name}={value}".split("\n"))


def _render_calls(calls: Sequence[Mapping[str, object]], total: int) -> Iterator[str]:
    if not total:
        yield "no current call"
    for call in calls:
        yield f"became {call['operation']} {call['parameters']}"
        yield f"{_INDENT}{call['outcome']}, {call['milliseconds']} ms: {call['answer']}"
    if total > len(calls):
        yield f"and {total - len(calls)} more current calls"


def _render_answer(answer: str, size: int) -> Iterator[str]:
    yield "answer"
    yield from (_INDENT + line for line in _indent_elements(answer))
    # Characters that are shown as one may take several bytes.
    if len(answer.encode()) < size:
        yield f"{_INDENT}… ({size} bytes)"


def _indent_elements(text: str) -> Iterator[str]:
    """Yield XML an element a line; text that is something else, or cut short, as far as it goes."""
    depth = 0
    for part in _BETWEEN_ELEMENTS.split(text):
        is_end = part.startswith("</")
        depth = max(0, depth - 1) if is_end else depth
        yield from ("  " * depth + line for line in part.split("\n") if line)
        is_whole = "</" in part or part.endswith(("/>", "?>")) or not part.startswith("<")
        depth = depth if is_end or is_whole else depth + 1


def _replace_controls(line: str) -> str:
    """Return the line with U+FFFD for what could move a terminal's cursor or end the line."""
    if line.isprintable():
        return line
    return "".join(each if each.isprintable() else "\ufffd" for each in line)
