"""Write answers and errors of the current API in the forms that AWS's clients parse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapter.current_api.stamp import add_stamp, build_stamp
from adapter.model import Fault, FaultPlace, HttpResponse

if TYPE_CHECKING:
    from adapter.model import RequestContext

CONTENT_TYPE = "application/x-amz-json-1.1"

_FIRST_ERROR = 400
# The legacy codes that the current API returns as ParameterValidationError.
_OF_PARAMETERS = frozenset(
    {
        "AWS.InvalidEnumeratedParameter",
        "AWS.MechanicalTurk.InvalidParameterValue",
        "AWS.MissingParameters",
        "AWS.ParameterOutOfRange",
    }
)
# The codes of steps that both APIs share, by AWS's names.
_AWS_CODES = {"Forbidden": "AccessDeniedException", "InternalError": "InternalFailure"}
_TURK_CODES = {"ServiceFault": "AWS.ServiceUnavailable"}


def write(answer: Mapping[str, Any], context: RequestContext) -> HttpResponse:
    """Return the answer of an operation as JSON, with times as seconds since 1970."""
    return _build_response(200, answer, context)


def write_fault(fault: Fault, context: RequestContext) -> HttpResponse:
    """Return the error that answers a call, in the form of the fault's place."""
    message = " ".join(problem.message for problem in fault.problems)
    # boto treats every status below 300 as success.
    status = fault.status if fault.status >= _FIRST_ERROR else _FIRST_ERROR
    code = fault.problems[0].code
    if fault.place is FaultPlace.RESULT:
        kind = "ParameterValidationError" if code in _OF_PARAMETERS else "RequestError"
        message = add_stamp(message, build_stamp(context))
        return _write_exception(status, kind, message, code, context)
    if code in _TURK_CODES:
        return _write_exception(status, code, message, _TURK_CODES[code], context)
    members = {"__type": _AWS_CODES.get(code, code), "message": message}
    return _build_response(status, members, context)


def _write_exception(
    status: int, kind: str, message: str, code: str, context: RequestContext
) -> HttpResponse:
    members = {"__type": kind, "Message": message, "TurkErrorCode": code}
    return _build_response(status, members, context)


def _build_response(status: int, value: Mapping[str, Any], context: RequestContext) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_convert_value)
    # A lone surrogate becomes \udXXX, the escape of JSON.
    body = text.encode("utf-8", "backslashreplace")
    return HttpResponse(status, body, CONTENT_TYPE, (("x-amzn-RequestId", context.request_id),))


def _convert_value(value: object) -> object:
    """Return a JSON value for a time, to the millisecond, or for a read-only mapping."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return round(value.astimezone(UTC).timestamp(), 3)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
