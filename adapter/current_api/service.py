"""The service of the current API: authenticate, read, check, carry out and write a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from adapter.auth.environments import check_environment, find_environment
from adapter.auth.sigv4.verify import authenticate
from adapter.current_api import wire as aws_json
from adapter.current_api.faults import build_fault
from adapter.current_api.model import load
from adapter.errors import (
    CallerError,
    OperationError,
    Problem,
    ProtocolError,
    UnmatchedError,
    UpstreamError,
)
from adapter.model import Environment, RequestContext
from adapter.observability.access_log import UNKNOWN, CallResult, list_outcomes
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapter.auth.accounts import Accounts
    from adapter.model import Account, HttpRequest, HttpResponse, ModernCall

log = structlog.get_logger()

_API = "current"


@dataclass(frozen=True, slots=True)
class CurrentService:
    """The service of the current API; one instance serves all threads of the process.

    Attributes:
        accounts: the accounts that may call.
        carry_out: sends a call for an account and returns the members of its answer.
        served: the environment that calls go to; None if both host names lead to the same one.
        elsewhere: the message of every refusal if the adapter serves only the legacy API; None if
            it serves this API.
        strict: whether unknown parameters are refused instead of ignored.
        clock: returns the current time, aware.
        new_id: returns a new request id.
    """

    accounts: Accounts
    carry_out: Callable[[ModernCall, Account], Mapping[str, Any]]
    served: Environment | None
    elsewhere: str | None
    strict: bool
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def answer(self, http: HttpRequest) -> CallResult:
        """Return the answer to a call, with the fields of its access log line."""
        wanted = find_environment(http.host)
        sandbox = Environment.SANDBOX in {wanted, self.served}
        context = RequestContext(self.clock(), self.new_id(), sandbox=sandbox)
        operation, key = aws_json.read_operation_name(http), ""
        try:
            account = self._authenticate(http, wanted, context)
            key = account.access_key_id
            call = self._check(aws_json.read(http))
            answer = self.carry_out(call, account)
            response = aws_json.write(answer, context)
        except (CallerError, UpstreamError) as error:
            if isinstance(error, UnmatchedError):
                log.warning(
                    "call_not_recorded",
                    request_id=context.request_id,
                    differences=error.columns,
                )
            fault = build_fault(error)
            response = aws_json.write_fault(fault, context)
            return _build_result(response, list_outcomes((fault,)), context, operation, key)
        return _build_result(response, ("success",), context, operation, key)

    def _authenticate(
        self, http: HttpRequest, wanted: Environment | None, context: RequestContext
    ) -> Account:
        check_environment(wanted, self.served)
        if self.elsewhere is not None:
            raise OperationError([Problem("Adapter.NotAnsweredHere", self.elsewhere)])
        # This check precedes the signature, which is valid for the root path only.
        aws_json.find_operation(http)
        return authenticate(self.accounts, http, context.now)

    def _check(self, decoded: aws_json.DecodedCall) -> ModernCall:
        call, names = decoded.call, [shorten(path) for path in decoded.ignored]
        if names and self.strict:
            message = f"{call.operation} has no {', '.join(names)}; leave it out."
            raise ProtocolError(Problem("SerializationException", message))
        if names:
            log.info("unknown_parameters_ignored", operation=call.operation, names=names)
        if broken := aws_json.describe_violations(load().find_input(call.operation), call.params):
            raise ProtocolError(Problem("ValidationException", broken))
        return call


def _build_result(
    response: HttpResponse,
    outcomes: tuple[str, ...],
    context: RequestContext,
    operation: str,
    key: str,
) -> CallResult:
    label = label_operation(operation)
    return CallResult(response, outcomes, context, operation, label, key, api=_API)


def label_operation(operation: str) -> str:
    """Return an operation's label in the metrics; the prefix separates it from a legacy one."""
    return f"{_API}:{operation}" if operation in load().operations else UNKNOWN
