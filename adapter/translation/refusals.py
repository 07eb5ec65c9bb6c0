"""Read an upstream's refusal: the Data pairs of the legacy error, or that the call was carried out.

The current API returns no Data pairs. Captured legacy errors contain the object's id, and for a
wrong state CurrentState and ExpectedStates, which the current API has in its message only.

The current API keeps a UniqueRequestToken for 24 hours and refuses it the second time; for
UpdateExpirationForHIT it builds a token of its own from HIT and time. If a call is sent again
because its answer was lost, the refusal means that the first call was carried out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.errors import RefusedError
    from adapter.mapping.schema import AcceptedRefusals

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
"""The parameters whose values an error repeats, by its code without `AWS.MechanicalTurk.`."""


def find_current_state(message: str) -> str | None:
    """Return the state of the object that a refusal names; None if it names none."""
    found = _CURRENT.search(message)
    return found[1] if found else None


def rebuild_data(code: str, message: str, values: Mapping[str, Any]) -> Pairs:
    """Return the Data pairs of a refusal, from the caller's parameters and its message."""
    names = IDS.get(code.removeprefix(_PREFIX), ())
    pairs = [(name, str(values[name])) for name in names if name in values]
    current, expected = find_current_state(message), _EXPECTED.search(message)
    if current is not None:
        pairs.append(("CurrentState", current))
    if expected:
        pairs.append(("ExpectedStates", expected[1].replace(" ", "")))
    return tuple(pairs)


ALREADY_PROCESSED = "already-processed"
"""Stands in a mapping for every refusal of a used token, with any code."""

# Captured: `The idempotency token "<HITId><time>" has already been processed`. Anchored, because
# other refusals repeat text of the caller.
_ALREADY_PROCESSED = re.compile(r"The idempotency token\b.*\bhas already been processed", re.DOTALL)
_CODE = "AlreadyProcessed"
_ID = re.compile(r"\b[A-Z0-9]{20,64}\b")


def find_substitute(
    refusal: RefusedError, done: AcceptedRefusals | None, token: str | None = None
) -> Mapping[str, Any] | None:
    """Return the answer that replaces a refusal; None if the call was not carried out.

    Args:
        refusal: the upstream's.
        done: the mapping's rule for such refusals.
        token: the UniqueRequestToken that was sent, which the refusal may repeat.
    """
    if done is None or not _is_accepted(refusal, done):
        return None
    return ANSWERS[done.answer](refusal, token)


def _is_accepted(refusal: RefusedError, done: AcceptedRefusals) -> bool:
    processed = refusal.code.endswith(_CODE) or _ALREADY_PROCESSED.match(refusal.message.lstrip())
    if not (refusal.code in done.codes or (processed and ALREADY_PROCESSED in done.codes)):
        return False
    return not done.states or find_current_state(refusal.message) in done.states


def _build_empty(_refusal: RefusedError, _token: str | None) -> Mapping[str, Any]:
    return {}


def _find_hit(refusal: RefusedError, token: str | None) -> Mapping[str, Any] | None:
    """Return the HIT whose id the refusal contains; None unless it contains exactly one id."""
    named = {*_ID.findall(refusal.message.replace(token, "") if token else refusal.message)}
    return {"HIT": {"HITId": named.pop()}} if len(named) == 1 else None


ANSWERS: Mapping[str, Callable[[RefusedError, str | None], Mapping[str, Any] | None]] = {
    "nothing": _build_empty,
    "hit_named": _find_hit,
}
