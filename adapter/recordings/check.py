"""Check the calls of a recorded case against the description of the current API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.current_api.model import load
from adapter.current_api.violations import Constraint, describe, find_violations
from adapter.recordings.case import Failure, FailureKind
from adapter.recordings.files import CALLS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.current_api.violations import Violation
    from adapter.recordings.case import Case, RecordedCall


def find_problems(case: Case) -> tuple[str, ...]:
    """Return every parameter and result that the current API would not have, with its place."""
    return tuple(
        f"{CALLS_FILE}: {describe(violation)}"
        for index, recorded in enumerate(case.calls)
        for violation in _violations(recorded, index)
        # A service may answer with any character; recordings keep it.
        if violation.constraint is not Constraint.CHARACTERS
    )


def _violations(recorded: RecordedCall, index: int) -> Iterator[Violation]:
    operation, answer = recorded.call.operation, recorded.answer
    # The parameters of a refused call may be why it was refused.
    if not (isinstance(answer, Failure) and answer.kind is FailureKind.REFUSED):
        for each in find_violations(load().input(operation), recorded.call.params):
            yield each.prefix(index, "params")
    if not isinstance(answer, Failure):
        for each in find_violations(load().output(operation), answer):
            yield each.prefix(index, "result")
