"""Let calls of an API fail as a plan says."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

import structlog

from adapter.auth.environments import find_environment
from adapter.auth.legacy.verify import authenticate
from adapter.current_api import faults as current_faults
from adapter.current_api import model as current
from adapter.current_api import wire as aws_json
from adapter.current_api.service import label_operation
from adapter.errors import (
    AuthenticationError,
    CallerError,
    Problem,
    ProtocolError,
    RefusedError,
    ThrottledError,
)
from adapter.legacy_api.faults import build_fault
from adapter.legacy_api.wires import find_wire
from adapter.model import Environment, FaultPlace, HttpResponse, RequestContext
from adapter.observability.access_log import CallResult, list_outcomes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from adapter.auth.accounts import Accounts
    from adapter.errors import AdapterError
    from adapter.fault_injection.plan import FaultPlan
    from adapter.fault_injection.rules import FaultRule
    from adapter.mapping.catalogue import Catalogue
    from adapter.model import HttpRequest

log = structlog.get_logger()

_OF_AUTHENTICATION = ("AWS.NotAuthorized", "AWS.BadClaimsSupplied", "AWS.BadCredentialSupplied")
"""The codes with which the legacy API refuses callers; they stand in OperationRequest."""

_MESSAGE = "This call was refused on purpose, by a fault that a test asked for."

# What a load balancer in front of a service answers, in neither API's form.
_UNAVAILABLE = HttpResponse(
    HTTPStatus.SERVICE_UNAVAILABLE,
    b"<html><body><b>Http/1.1 Service Unavailable</b></body> </html>",
    "text/html",
)


class ApiForm(Protocol):
    """What faults have to know of an API."""

    @property
    def name(self) -> str:
        """Return `legacy` or `current`."""

    def find_operation(self, http: HttpRequest) -> str:
        """Return the documented name of what is called; empty if that is not known."""

    def refuse(self, error: AdapterError, http: HttpRequest, context: RequestContext) -> CallResult:
        """Return the answer that this error gives in this API."""


@dataclass(frozen=True, slots=True)
class LegacyForm:
    """The legacy API.

    Attributes:
        catalogue: knows its operations.
        accounts: the accounts that may call, since what others send is not kept.
    """

    catalogue: Catalogue
    accounts: Accounts
    name: str = "legacy"

    def find_operation(self, http: HttpRequest) -> str:
        """Return the documented name of the operation; empty if it cannot be read."""
        try:
            operation = find_wire(http).read(http).operation
        except ProtocolError:
            return ""
        return self.catalogue.names.get(operation, "")

    def refuse(self, error: AdapterError, http: HttpRequest, context: RequestContext) -> CallResult:
        """Return the answer by the wire that the call came by."""
        wire = find_wire(http)
        envelope = wire.read(http)
        mapping = self.catalogue.find(envelope.operation)
        fault = build_fault(error, envelope.operation, mapping.response.element)
        faults = (fault,) * len(envelope.calls) or (fault,)
        if fault.place is FaultPlace.RESULT:
            response, _ = wire.write(faults, envelope, context)
        else:
            response, _ = wire.write_fault(fault, context, envelope)
        outcomes = list_outcomes(faults)
        result = CallResult(response, outcomes, context, envelope.operation, mapping.operation)
        try:
            account = authenticate(self.accounts, envelope.claims, context.now)
        except CallerError:
            return result
        return replace(result, account=account.access_key_id, envelope=envelope)


@dataclass(frozen=True, slots=True)
class CurrentForm:
    """The current API."""

    name: str = "current"

    def find_operation(self, http: HttpRequest) -> str:
        """Return the operation of the header; empty if there is no such operation."""
        operation = aws_json.read_operation_name(http)
        return operation if operation in current.load().operations else ""

    def refuse(self, error: AdapterError, http: HttpRequest, context: RequestContext) -> CallResult:
        """Return the answer in JSON."""
        operation, fault = aws_json.read_operation_name(http), current_faults.build_fault(error)
        response = aws_json.write_fault(fault, context)
        label = label_operation(operation)
        return CallResult(
            response, list_outcomes((fault,)), context, operation, label, api=self.name
        )


class ApiService(Protocol):
    """One of the two APIs."""

    def answer(self, http: HttpRequest) -> CallResult:
        """Return the response to a call, and what the access log records of it."""


@dataclass(frozen=True, slots=True)
class FaultyService:
    """A service of an API, some of whose calls fail.

    Attributes:
        service: answers the calls.
        form: of its API.
        plan: decides which calls fail. While it is empty, nothing here reads a call.
        clock: returns the current time, aware.
        new_id: returns a new request id.
        sleep: waits for this many seconds.
    """

    service: ApiService
    form: ApiForm
    plan: FaultPlan
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    sleep: Callable[[float], None] = time.sleep

    def answer(self, http: HttpRequest) -> CallResult:
        """Return the response to a call, or the fault that the plan chooses for it."""
        operation = "" if self.plan.is_empty else self.form.find_operation(http)
        rule = self.plan.choose(self.form.name, operation) if operation else None
        if rule is None:
            return self.service.answer(http)
        log.warning("fault_injected", fault=rule.fault, operation=operation)
        match rule.fault:
            case "delay":
                self.sleep(rule.seconds or 0)
                return self.service.answer(http)
            case "cut":
                return _cut(self.service.answer(http))
        return self._refuse(rule, http)

    def _refuse(self, rule: FaultRule, http: HttpRequest) -> CallResult:
        """Return the answer that stands for the call, which is not carried out."""
        sandbox = find_environment(http.host) is Environment.SANDBOX
        context = RequestContext(self.clock(), self.new_id(), sandbox=sandbox)
        result = self.form.refuse(_build_error(rule), http, context)
        if rule.fault == "unavailable":
            outcomes = ("ServiceUnavailable",) * len(result.outcomes)
            return replace(result, response=_UNAVAILABLE, outcomes=outcomes)
        return result


def _build_error(rule: FaultRule) -> AdapterError:
    code, message = rule.code, rule.message or _MESSAGE
    if code is None:
        return ThrottledError()
    if code in _OF_AUTHENTICATION:
        return AuthenticationError([Problem(code, message)])
    return RefusedError(code, message)


def _cut(result: CallResult) -> CallResult:
    """Return the result with the second half of its body missing, though it is announced."""
    response = result.response
    length = len(response.body)
    headers = (*response.headers, ("Content-Length", str(length)))
    cut = replace(response, body=response.body[: length // 2], headers=headers)
    return replace(result, response=cut)
