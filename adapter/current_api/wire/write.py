"""Answers and errors of the current API, in the forms that AWS's programs look for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapter.current_api.stamp import stamp, stamped
from adapter.model import Fault, HttpResponse, Place

if TYPE_CHECKING:
    from adapter.model import RequestContext

CONTENT_TYPE = "application/x-amz-json-1.1"

_FIRST_ERROR = 400
# What a refusal of a parameter is called beside its legacy code.
_OF_PARAMETERS = frozenset(
    {
        "AWS.InvalidEnumeratedParameter",
        "AWS.MechanicalTurk.InvalidParameterValue",
        "AWS.MissingParameters",
        "AWS.ParameterOutOfRange",
    }
)
# The words of steps that both APIs go through, as AWS's programs know them.
_SPELLED = {"Forbidden": "AccessDeniedException", "InternalError": "InternalFailure"}
_TURK_CODES = {"ServiceFault": "AWS.ServiceUnavailable"}


def write(answer: Mapping[str, Any], context: RequestContext) -> HttpResponse:
    """Return the answer of an operation as JSON, times as seconds since 1970."""
    return _response(200, answer, context)


def write_fault(fault: Fault, context: RequestContext) -> HttpResponse:
    """Return the refusal of a call; its place says whether the operation refused it."""
    message = " ".join(problem.message for problem in fault.problems)
    # boto takes every status below 300 for success.
    status = fault.status if fault.status >= _FIRST_ERROR else _FIRST_ERROR
    code = fault.problems[0].code
    if fault.place is Place.RESULT:
        kind = "ParameterValidationError" if code in _OF_PARAMETERS else "RequestError"
        return _modelled(status, kind, stamped(message, stamp(context)), code, context)
    if code in _TURK_CODES:
        return _modelled(status, code, message, _TURK_CODES[code], context)
    said = {"__type": _SPELLED.get(code, code), "message": message}
    return _response(status, said, context)


def _modelled(
    status: int, kind: str, message: str, code: str, context: RequestContext
) -> HttpResponse:
    said = {"__type": kind, "Message": message, "TurkErrorCode": code}
    return _response(status, said, context)


def _response(status: int, value: Mapping[str, Any], context: RequestContext) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    # A surrogate that stands alone becomes \udXXX, which is how JSON writes it.
    body = text.encode("utf-8", "backslashreplace")
    return HttpResponse(status, body, CONTENT_TYPE, (("x-amzn-RequestId", context.request_id),))


def _plain(value: object) -> object:
    """What JSON has no word for: times to the millisecond, and dictionaries that are frozen."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return round(value.astimezone(UTC).timestamp(), 3)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
