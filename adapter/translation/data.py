"""Rebuild the Data pairs of a legacy error, which the current API does not return.

Source: captured legacy errors contain the object's id, and for a wrong state CurrentState and
ExpectedStates; the current API has the states in its message only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    Pairs = tuple[tuple[str, str], ...]

_PREFIX = "AWS.MechanicalTurk."
_CURRENT = re.compile(r"in the state '(\w+)'")
_EXPECTED = re.compile(r"can be called with a status of: ([\w, ]*\w)\s*(?:\(|$)")

IDS: Mapping[str, tuple[str, ...]] = {
    "HITDoesNotExist": ("HITId",),
    "InvalidHITState": ("HITId",),
    "HITTooOldForExtension": ("HITId",),
    "InvalidMaximumAssignmentsIncrease": ("HITId",),
    "AssignmentDoesNotExist": ("AssignmentId",),
    "InvalidAssignmentState": ("AssignmentId",),
    "HITLayoutDoesNotExist": ("HITLayoutId",),
    "QualificationTypeDoesNotExist": ("QualificationTypeId",),
    "InvalidQualificationTypeState": ("QualificationTypeId",),
    "QualificationDoesNotExist": ("QualificationTypeId", "SubjectId", "WorkerId"),
    "InvalidQualificationState": ("QualificationTypeId", "SubjectId", "WorkerId"),
    "QualificationRequestDoesNotExist": ("QualificationRequestId",),
    "InvalidQualificationRequestState": ("QualificationRequestId",),
}
"""The parameters whose values each error names, by its code behind `AWS.MechanicalTurk.`."""


def find_current_state(message: str) -> str | None:
    """Return the state of the object according to a refusal; None if the message has none."""
    found = _CURRENT.search(message)
    return found[1] if found else None


def rebuild_data(code: str, message: str, values: Mapping[str, Any]) -> Pairs:
    """Return the pairs of a refusal, from the caller's own parameters and the refusal's words."""
    names = IDS.get(code.removeprefix(_PREFIX), ())
    pairs = [(name, str(values[name])) for name in names if name in values]
    current, expected = find_current_state(message), _EXPECTED.search(message)
    if current is not None:
        pairs.append(("CurrentState", current))
    if expected:
        pairs.append(("ExpectedStates", expected[1].replace(" ", "")))
    return tuple(pairs)
