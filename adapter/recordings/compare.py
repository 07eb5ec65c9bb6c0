"""Compare a call with recorded ones: find the nearest, and describe every difference."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from adapter.current_api.times import write_times
from adapter.model import ModernCall
from adapter.recordings import VOLATILE
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.recordings import RecordedCall

# The most characters of a value and of a call, and the most differences, that a message shows.
_VALUE, _CALL, _MOST = 60, 240, 20
# Comparing takes a tenth of a millisecond a value; the longest real call has a few hundred.
_MAX_COMPARED = 2_000
# Long values are shown from a few characters before their first difference, then their length.
_LEAD, _LENGTH = 15, 24
_COLUMN, _LINES = 64, 200
# The most equally near recordings that are compared by their text, and the characters of it.
_CLOSEST, _WEIGHED = 20, 500


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded call and its place.

    Attributes:
        case: the case's name.
        position: among the calls of the case, from 0.
    """

    case: str
    position: int
    recorded: RecordedCall


def drop_volatile(call: ModernCall) -> ModernCall:
    """Return the call without the parameters that are new every time."""
    params = {name: value for name, value in call.params.items() if name not in VOLATILE}
    return ModernCall(call.operation, params)


def build_key(call: ModernCall) -> str:
    """Return a text that is the same for equal calls, whatever the order of their parameters."""
    return _write_json([call.operation, write_times(call.params)])


def find_nearest(call: ModernCall, recordings: Sequence[Recording]) -> Recording | None:
    """Return the recording of the same operation that differs least; None when there is none."""
    wanted = _collect_leaves(call)
    ranked = [
        (len(wanted ^ _collect_leaves(each.recorded.call)), each)
        for each in recordings
        if each.recorded.call.operation == call.operation
    ]
    least = min((distance for distance, _ in ranked), default=0)
    close = [each for distance, each in ranked if distance == least][:_CLOSEST]
    return max(close, key=lambda each: _compute_likeness(call, each.recorded.call), default=None)


def summarize(call: ModernCall) -> str:
    """Return the call in one short line."""
    return f"{shorten(call.operation)} {shorten(_write_json(write_times(call.params)), _CALL)}"


def describe_differences(asked: ModernCall, recorded: ModernCall) -> str:
    """Return every difference in words, each value shortened."""
    counts = _count_leaves(asked.params), _count_leaves(recorded.params)
    if max(counts) > _MAX_COMPARED:
        return f"too many values to compare: asked {counts[0]}, recorded {counts[1]}"
    one, other = write_times(recorded.params), write_times(asked.params)
    # Slow to import, and needed only for a call that is not recorded (`make bench ARGS=start`).
    from deepdiff import DeepDiff  # noqa: PLC0415

    # At a threshold of 0, calls that have little in common are compared by member, too.
    compared = DeepDiff(one, other, view="tree", threshold_to_diff_deeper=0)
    found = sorted(_describe_difference(level) for kind in compared.values() for level in kind)
    if asked.operation != recorded.operation:
        found.insert(
            0, f"the operation is {shorten(asked.operation)}, recorded {recorded.operation}"
        )
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return "; ".join(found[:_MOST] + more)


def render_columns(asked: ModernCall, recorded: ModernCall | None) -> str:
    """Return both calls side by side, line by line, with `!` between lines that differ."""
    left, right = _list_lines(asked), _list_lines(recorded) if recorded else []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    rows = [_build_row("asked", "|", "recorded")]
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        mark = "|" if kind == "equal" else "!"
        for one, other in zip_longest(left[i:i_end], right[j:j_end], fillvalue=""):
            columns = _shorten_around(one, other, _COLUMN), _shorten_around(other, one, _COLUMN)
            rows.append(_build_row(columns[0], mark, columns[1]))
    return "\n".join(rows)


def _collect_leaves(call: ModernCall) -> frozenset[str]:
    return frozenset(_walk_leaves(write_times(call.params), ""))


def _walk_leaves(value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _walk_leaves(inner, f"{path}.{name}")
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _walk_leaves(inner, f"{path}[{index}]")
    else:
        yield f"{path} {_write_json(value)}"


def _count_leaves(value: object) -> int:
    """Return how many texts, numbers and booleans there are in a value."""
    if isinstance(value, dict):
        return sum(map(_count_leaves, value.values()))
    return sum(map(_count_leaves, value)) if isinstance(value, list | tuple) else 1


def _compute_likeness(one: ModernCall, other: ModernCall) -> float:
    left, right = (_write_json(write_times(each.params))[:_WEIGHED] for each in (one, other))
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def _describe_difference(level: Any) -> str:
    steps = level.path(output_format="list")
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    place = shorten(path.removeprefix("."))
    from deepdiff.helper import notpresent  # noqa: PLC0415 (as above)

    if level.t1 is notpresent:
        return f"{place} is {_shorten_around(_write_json(level.t2), '', _VALUE)}, recorded without"
    if level.t2 is notpresent:
        return f"{place} is missing, recorded {_shorten_around(_write_json(level.t1), '', _VALUE)}"
    asked, recorded = _write_json(level.t2), _write_json(level.t1)
    one, other = _shorten_around(asked, recorded, _VALUE), _shorten_around(recorded, asked, _VALUE)
    return f"{place} is {one}, recorded {other}"


def _shorten_around(text: str, other: str, limit: int) -> str:
    """Return the text, shortened to where it begins to differ from the other."""
    if len(text) <= limit:
        return shorten(text, limit)
    same = bisect_left(range(len(text)), True, key=lambda end: text[:end] != other[:end])  # noqa: FBT003
    part = same - 1 if text != other else 0
    start = max(0, part - _LEAD)
    rest = shorten(text[start:], limit - _LENGTH)
    return f"…{rest}" if start else rest


def _list_lines(call: ModernCall) -> list[str]:
    text = json.dumps(write_times(call.params), indent=2, sort_keys=True, ensure_ascii=False)
    return [call.operation, *text.split("\n")][:_LINES]


def _build_row(left: str, mark: str, right: str) -> str:
    return f"{left:<{_COLUMN}} {mark} {right}".rstrip()


def _write_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
