"""Read what a task's frame submits as answers.

Sources, here and in the table of tests/web/people/forms/test_frame_fields.py: batch files of the
requester site, where same-named fields are one answer joined by `|`; the captured answers in
psiTurk's and Dallinger's tests, where a field workerId is an answer; MTurkR's issue 63; jsPsych's
turk.ts, which sends the assignmentId in the query of a POST.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.xml.element import replace_unwritable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Pair = tuple[str, str]

_SEPARATOR = "|"
_ASSIGNMENT, _WORKER = "assignmentId", "workerId"
_DROPPED = frozenset({_ASSIGNMENT, "hitId", "turkSubmitTo"})


@dataclass(frozen=True, slots=True)
class FrameFields:
    """What a frame submitted.

    Attributes:
        assignment_id: empty if there is none.
        worker_id: the worker that the frame names; None if it names none.
        answers: by field name, in the order of each name's first field.
    """

    assignment_id: str
    worker_id: str | None
    answers: Mapping[str, str]


def read_fields(query: Iterable[Pair], body: Iterable[Pair]) -> FrameFields:
    """Return what a frame submitted.

    Args:
        query: the fields in the address, in their order.
        body: the fields in the body, in their order; they come after the query's.
    """
    values: dict[str, list[str]] = {}
    for name, value in (*query, *body):
        values.setdefault(name, []).append(value)
    return FrameFields(
        assignment_id=_make_writable(values.get(_ASSIGNMENT, [""])[0]),
        worker_id=values.get(_WORKER, [""])[0] or None,
        answers={
            _make_writable(name): _make_writable(_SEPARATOR.join(each))
            for name, each in values.items()
            if name and name not in _DROPPED
        },
    )


def _make_writable(text: str) -> str:
    """Return the text with a replacement for each character that XML cannot hold."""
    writable, _ = replace_unwritable(text)
    return writable
