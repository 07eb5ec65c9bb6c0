"""Where an answer says what went wrong: every error of ours becomes a `Fault`."""

from __future__ import annotations

from adapter.errors import (
    AdapterError,
    AuthenticationError,
    CallerError,
    DeniedError,
    FrontError,
    Problem,
    RefusedError,
    ThrottledError,
    UnmatchedError,
)
from adapter.messages import Fault, Place

_BUSY = Problem(
    "ServiceUnavailable",
    "Service AWSMechanicalTurkRequester is currently unavailable. Please try again later",
)
_DENIED = Problem(
    "AWS.NotAuthorized",
    "The identity contained in the request is not authorized to use this AWSAccessKeyId: the "
    "service behind this adapter refused the credentials that are configured for it.",
)


def fault_of(error: AdapterError, operation: str, element: str = "") -> Fault:
    """The fault that answers an error.

    Args:
        error: what stopped the call.
        operation: as called; names the answer's root.
        element: the operation's result element; empty while the operation is not known.
    """
    match error:
        case FrontError():
            return Fault(Place.ROOT, error.problems, error.status)
        case ThrottledError():
            return Fault(Place.ROOT, (_BUSY,), 503)
        case AuthenticationError():
            return Fault(Place.REQUEST, error.problems, operation=operation)
        case DeniedError():
            return Fault(Place.REQUEST, (_DENIED,), operation=operation)
    return Fault(Place.RESULT, _problems(error), operation=operation, element=element)


def _problems(error: AdapterError) -> tuple[Problem, ...]:
    match error:
        case CallerError():
            return error.problems
        case RefusedError():
            return (Problem(error.code, error.message),)
        case UnmatchedError():
            return (Problem("Adapter.NotRecorded", str(error)),)
    return (Problem("AWS.ServiceUnavailable", str(error)),)
