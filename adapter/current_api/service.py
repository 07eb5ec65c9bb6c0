"""A call of the current API itself: authenticate, read, check its limits, converse, write."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import structlog

from adapter.auth.environments import check_environment, find_environment
from adapter.auth.sigv4.verify import authenticate
from adapter.current_api import wire as aws_json
from adapter.current_api.faults import current_fault
from adapter.current_api.model import load
from adapter.errors import (
    CallerError,
    FrontError,
    OperationError,
    Problem,
    UnmatchedError,
    UpstreamError,
)
from adapter.model import Environment, RequestContext
from adapter.observability.access_log import UNKNOWN, CallResult, outcome_codes
from adapter.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapter.auth.accounts import Accounts
    from adapter.model import Account, HttpRequest, HttpResponse, ModernCall

log = structlog.get_logger()

_API = "current"


@dataclass(frozen=True, slots=True)
class CurrentService:
    """Answers requests of the current API; one serves the whole process, from any thread.

    Attributes:
        accounts: who may call.
        carry_out: gives the output members of a call that an account makes.
        served: the environment that calls go to; None where both host names mean the same.
        elsewhere: what callers must do where only legacy calls are answered; None: this API
            is answered here.
        strict: unknown parameters are refused instead of ignored.
        clock: gives the time, aware.
        new_id: gives each answer its request id.
    """

    accounts: Accounts
    carry_out: Callable[[ModernCall, Account], Mapping[str, Any]]
    served: Environment | None
    elsewhere: str | None
    strict: bool
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def answer(self, http: HttpRequest) -> CallResult:
        """Return the answer to a call, and what the access log says about it."""
        sandbox = Environment.SANDBOX in {find_environment(http.host), self.served}
        context = RequestContext(self.clock(), self.new_id(), sandbox=sandbox)
        operation, key = aws_json.operation_of(http), ""
        try:
            account = self._authenticate(http, context)
            key = account.access_key_id
            call = self._check(aws_json.read(http))
            answer = self.carry_out(call, account)
            response = aws_json.write(answer, context)
        except (CallerError, UpstreamError) as error:
            if isinstance(error, UnmatchedError):
                log.warning(f"not recorded:\n{error.columns}", request_id=context.request_id)
            fault = current_fault(error)
            response = aws_json.write_fault(fault, context)
            return _answered(response, outcome_codes((fault,)), context, operation, key)
        return _answered(response, ("success",), context, operation, key)

    def _authenticate(self, http: HttpRequest, context: RequestContext) -> Account:
        check_environment(http.host, self.served)
        if self.elsewhere is not None:
            raise OperationError([Problem("Adapter.NotAnsweredHere", self.elsewhere)])
        # Before the signature, which cannot be right for another path than the root.
        aws_json.called(http)
        return authenticate(self.accounts, http, context.now)

    def _check(self, asked: aws_json.Asked) -> ModernCall:
        call, names = asked.call, [shown(path) for path in asked.ignored]
        if names and self.strict:
            told = f"{call.operation} has no {', '.join(names)}; leave it out."
            raise FrontError(Problem("SerializationException", told))
        if names:
            log.info("unknown parameters", operation=call.operation, names=names)
        if broken := aws_json.describe_violations(load().input(call.operation), call.params):
            raise FrontError(Problem("ValidationException", broken))
        return call


def _answered(
    response: HttpResponse,
    outcomes: tuple[str, ...],
    context: RequestContext,
    operation: str,
    key: str,
) -> CallResult:
    counted = _names().get(operation, UNKNOWN)
    return CallResult(response, outcomes, context, operation, counted, key, api=_API)


@functools.cache
def _names() -> Mapping[str, str]:
    """Return what each operation is counted as: many have the name of a legacy one."""
    return MappingProxyType({name: f"{_API}:{name}" for name in load().operations})
