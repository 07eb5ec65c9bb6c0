"""What is answered where no service answers, in the form of the API that was called."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from adapter.current_api import wire as aws_json
from adapter.errors import CallerError, Problem, ProtocolError
from adapter.legacy_api import query
from adapter.legacy_api.faults import build_fault
from adapter.legacy_api.wires import write_refusal
from adapter.model import Fault, FaultPlace, RequestContext
from adapter.observability.access_log import CallResult, outcome_codes
from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.model import HttpRequest

log = structlog.get_logger()

# The Ruby SDK sends a call again when it reads ServiceUnavailable, boto when the status is 5xx;
# nobody does at this code and 200. Whether something was changed before the failure is not known.
_FAILED = Fault(
    FaultPlace.ROOT,
    (
        Problem(
            "InternalError",
            "The adapter failed, and its log says where. Whether the call was carried out is not "
            "known: look before you send it again.",
        ),
    ),
)


def answer_error(error: Exception, http: HttpRequest, body_limit_bytes: int) -> CallResult:
    """Return the answer to a request that an error kept from its service.

    Args:
        error: the project's own, one of Flask's, or anything unexpected.
        http: the request.
        body_limit_bytes: the longest body that is taken.
    """
    match error:
        case CallerError():
            return _refuse(http, build_fault(error, ""))
        case RequestEntityTooLarge():
            return _refuse(http, build_fault(too_long(body_limit_bytes), ""))
        case HTTPException(code=int(code)):
            return _refuse(http, build_fault(_http_error(code, http), ""))
    context = new_context()
    log.error("request_failed", request_id=context.request_id, trace=_trace(error))
    return _answered(http, _FAILED, context)


def render_refusal(status: int, code: str, message: str) -> bytes:
    """Return the XML of what the server refuses before any application sees it."""
    fault = Fault(FaultPlace.ROOT, (Problem(code, message),), status)
    response, _ = query.write_fault(fault, new_context())
    return response.body


def too_long(limit: int) -> ProtocolError:
    """Return the refusal of a body of more bytes than the limit."""
    message = f"The body is longer than {limit} bytes, the most that is taken."
    return ProtocolError(Problem("RequestEntityTooLarge", message), 413)


def cut_short() -> ProtocolError:
    """Return the refusal of a body of fewer bytes than the request announced."""
    message = "The body ended before its announced length. Nothing was done; send the call again."
    return ProtocolError(Problem("InvalidHttpRequest", message), 400)


def _unknown_address(http: HttpRequest) -> ProtocolError:
    message = (
        f"The address {quote_text(http.path)} is not valid for this web service. "
        "Send calls to / or to /onca/xml, and SOAP calls to / or to /onca/soap."
    )
    return ProtocolError(Problem("InvalidAddress", message), 404)


def _wrong_method(http: HttpRequest) -> ProtocolError:
    message = f"The method {quote_text(http.method)} carries no calls. Send calls by GET or POST."
    if http.method == "CONNECT":
        message = (
            "CONNECT is served at a proxy's address only: start the adapter with "
            "--proxy 127.0.0.1:3128, and set the program's proxy to that."
        )
    return ProtocolError(Problem("InvalidHttpRequest", message), 405)


_HTTP_ERRORS: Mapping[int, Callable[[HttpRequest], ProtocolError]] = MappingProxyType(
    {404: _unknown_address, 405: _wrong_method}
)


def _http_error(code: int, http: HttpRequest) -> ProtocolError:
    if code in _HTTP_ERRORS:
        return _HTTP_ERRORS[code](http)
    message = f"The request cannot be answered: {HTTPStatus(code).phrase}."
    return ProtocolError(Problem("InvalidHttpRequest", message), 400)


def _refuse(http: HttpRequest, fault: Fault) -> CallResult:
    return _answered(http, fault, new_context())


def _answered(http: HttpRequest, fault: Fault, context: RequestContext) -> CallResult:
    api = "current" if aws_json.can_read(http) else "legacy"
    return CallResult(
        write_refusal(http, fault, context), outcome_codes((fault,)), context, api=api
    )


def new_context() -> RequestContext:
    """Return the context of an answer that no service gives."""
    return RequestContext(datetime.now(UTC), str(uuid4()))


def _trace(error: BaseException) -> str:
    """Return the lines of code and the kinds of error, the first error first.

    Never their messages: these may repeat what the caller sent, secrets among it.
    """
    before = error.__cause__ or error.__context__
    lines = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
    return f"{_trace(before)}\n{lines}" if before else lines
