"""Whether a case could have happened: its calls held against the current API's description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.current_api.model import load, problems
from adapter.recordings.case import Failure, FailureKind
from adapter.recordings.files import CALLS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.recordings.case import Case, RecordedCall


def case_problems(case: Case) -> tuple[str, ...]:
    """Every parameter and result that the current API would not have, with file and place."""
    return tuple(
        f"{CALLS_FILE}: {problem}"
        for index, made in enumerate(case.calls)
        for problem in _call_problems(made, f"$[{index}]")
    )


def _call_problems(made: RecordedCall, place: str) -> Iterator[str]:
    operation, answer = made.call.operation, made.answer
    # What a refused call asked for may be the very thing that was refused.
    if not (isinstance(answer, Failure) and answer.kind is FailureKind.REFUSED):
        yield from problems(load().input(operation), made.call.params, f"{place}.params")
    if not isinstance(answer, Failure):
        yield from problems(load().output(operation), answer, f"{place}.result")
