"""Responses to requests that reach no service, in the form of the API that was called."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from http import HTTPStatus
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
from adapter.observability.access_log import CallResult, list_outcomes
from adapter.text import quote_text

if TYPE_CHECKING:
    from adapter.model import HttpRequest

log = structlog.get_logger()

# Something may have been changed before the failure, so no client should send the call again by
# itself. The Ruby SDK does so for the code ServiceUnavailable, and boto for any 5xx.
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
    """Return the response to a request that did not reach its service.

    Args:
        error: the project's own, one of Flask's, or anything unexpected.
        http: the request.
        body_limit_bytes: the longest body that is accepted.
    """
    context = create_context()
    match error:
        case CallerError():
            fault = build_fault(error, "")
        case RequestEntityTooLarge():
            fault = build_fault(_build_size_error(body_limit_bytes), "")
        case HTTPException(code=int(code)):
            fault = build_fault(_build_http_error(code, http), "")
        case _:
            log.error("request_failed", request_id=context.request_id, trace=_format_trace(error))
            fault = _FAILED
    api = "current" if aws_json.can_read(http) else "legacy"
    return CallResult(
        write_refusal(http, fault, context), list_outcomes((fault,)), context, api=api
    )


def render_refusal(status: int, code: str, message: str) -> bytes:
    """Return the XML of an error with which the server itself refuses a request."""
    fault = Fault(FaultPlace.ROOT, (Problem(code, message),), status)
    response, _ = query.write_fault(fault, create_context())
    return response.body


def build_truncation_error() -> ProtocolError:
    """Return the error for a body that is shorter than its Content-Length."""
    message = "The body ended before its announced length. Nothing was done; send the call again."
    return ProtocolError(Problem("InvalidHttpRequest", message), 400)


def _build_size_error(limit: int) -> ProtocolError:
    message = f"The body is longer than {limit} bytes, the most that is taken."
    return ProtocolError(Problem("RequestEntityTooLarge", message), 413)


def _build_http_error(code: int, http: HttpRequest) -> ProtocolError:
    match code:
        case HTTPStatus.NOT_FOUND:
            message = (
                f"The address {quote_text(http.path)} is not valid for this web service. "
                "Send calls to / or to /onca/xml, and SOAP calls to / or to /onca/soap."
            )
            return ProtocolError(Problem("InvalidAddress", message), code)
        case HTTPStatus.METHOD_NOT_ALLOWED if http.method == "CONNECT":
            message = (
                "CONNECT is served at a proxy's address only: start the adapter with "
                "--proxy 127.0.0.1:3128, and set the program's proxy to that."
            )
            return ProtocolError(Problem("InvalidHttpRequest", message), code)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            method = quote_text(http.method)
            message = f"The method {method} carries no calls. Send calls by GET or POST."
            return ProtocolError(Problem("InvalidHttpRequest", message), code)
    message = f"The request cannot be answered: {HTTPStatus(code).phrase}."
    return ProtocolError(Problem("InvalidHttpRequest", message), 400)


def create_context() -> RequestContext:
    """Return the context of a response that no service gives."""
    return RequestContext(datetime.now(UTC), str(uuid4()))


def _format_trace(error: BaseException) -> str:
    """Return the lines of code and the types of the errors, the first error first.

    Without their messages, which may repeat what the caller sent, including secrets.
    """
    before = error.__cause__ or error.__context__
    lines = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
    return f"{_format_trace(before)}\n{lines}" if before else lines
