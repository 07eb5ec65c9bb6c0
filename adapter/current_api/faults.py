"""Faults of the current API for the adapter's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.errors import (
    AuthenticationError,
    CallerError,
    DeniedError,
    OutcomeUnknownError,
    Problem,
    ProtocolError,
    RefusedError,
    ThrottledError,
    UnmatchedError,
)
from adapter.model import Fault, FaultPlace

if TYPE_CHECKING:
    from adapter.errors import AdapterError

_THROTTLED = Problem("ThrottlingException", "Rate exceeded")
_DENIED = Problem(
    "AccessDeniedException",
    "The service behind this adapter refused the credentials that are configured for this account.",
)


def build_fault(error: AdapterError) -> Fault:
    """Return the fault that answers an error.

    AWS's clients repeat a call after a 5xx or throttling, so only an error that certainly changed
    nothing is answered with these.
    """
    match error:
        case ProtocolError():
            return Fault(FaultPlace.ROOT, error.problems, error.status)
        case AuthenticationError():
            return Fault(FaultPlace.REQUEST, error.problems, 400)
        case ThrottledError():
            return Fault(FaultPlace.ROOT, (_THROTTLED,), 400)
        case DeniedError():
            return Fault(FaultPlace.REQUEST, (_DENIED,), 400)
    if problems := _find_problems(error):
        return Fault(FaultPlace.RESULT, problems, 400)
    return Fault(FaultPlace.ROOT, (Problem("ServiceFault", str(error)),), 500)


def _find_problems(error: AdapterError) -> tuple[Problem, ...]:
    """Return the problems of an error that clients must not retry; none if they may."""
    match error:
        case CallerError():
            return error.problems
        case RefusedError():
            return (Problem(error.code, error.message),)
        case UnmatchedError():
            return (Problem("Adapter.NotRecorded", str(error)),)
        case OutcomeUnknownError():
            return (Problem("Adapter.OutcomeUnknown", str(error)),)
    return ()
