"""From an error to the `Fault` that answers it, in the place where old clients look for it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from adapter.errors import (
    AdapterError,
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
from adapter.translation.messages import use_legacy_names
from adapter.translation.refusals import rebuild_data

if TYPE_CHECKING:
    from collections.abc import Mapping

_BUSY = Problem(
    "ServiceUnavailable",
    "Service AWSMechanicalTurkRequester is currently unavailable. Please try again later",
)
_DENIED = Problem(
    "AWS.NotAuthorized",
    "The identity contained in the request is not authorized to use this AWSAccessKeyId: the "
    "service behind this adapter refused the credentials that are configured for it.",
)


def build_fault(
    error: AdapterError,
    operation: str,
    element: str = "",
    values: Mapping[str, Any] = MappingProxyType({}),
    names: Mapping[str, str] = MappingProxyType({}),
) -> Fault:
    """Return the fault that answers an error.

    Args:
        error: what stopped the call.
        operation: as called; names the answer's root.
        element: the operation's result element; empty while the operation is not known.
        values: the checked arguments, which a refusal may name again.
        names: the legacy name by current name, for the upstream's message.
    """
    match error:
        case ProtocolError():
            return Fault(FaultPlace.ROOT, error.problems, error.status, operation)
        case ThrottledError():
            return Fault(FaultPlace.ROOT, (_BUSY,), 503, operation)
        case AuthenticationError():
            return Fault(FaultPlace.REQUEST, error.problems, operation=operation)
        case DeniedError():
            return Fault(FaultPlace.REQUEST, (_DENIED,), operation=operation)
    return Fault(
        FaultPlace.RESULT,
        _list_problems(error, values, names),
        operation=operation,
        element=element,
    )


def _list_problems(
    error: AdapterError, values: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[Problem, ...]:
    match error:
        case CallerError():
            return error.problems
        case RefusedError():
            data = rebuild_data(error.code, error.message, values)
            return (Problem(error.code, use_legacy_names(error.message, names), data),)
        case UnmatchedError():
            return (Problem("Adapter.NotRecorded", str(error)),)
        case OutcomeUnknownError():
            return (Problem("Adapter.OutcomeUnknown", use_legacy_names(str(error), names)),)
    return (Problem("AWS.ServiceUnavailable", use_legacy_names(str(error), names)),)
