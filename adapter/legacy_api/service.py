"""The steps in order: read, authenticate, find, look up, carry out, write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapter.auth.environments import check_environment, find_environment
from adapter.auth.legacy.verify import authenticate
from adapter.errors import CallerError, ProtocolError
from adapter.legacy_api.executor import Executor
from adapter.legacy_api.faults import build_fault
from adapter.legacy_api.wires import find_wire
from adapter.model import Environment, RequestContext
from adapter.observability.access_log import UNKNOWN, CallResult, list_outcomes
from adapter.recordings import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from adapter.auth.accounts import Accounts
    from adapter.legacy_api.wires import Wire
    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping
    from adapter.model import (
        Account,
        Envelope,
        Fault,
        HttpRequest,
        HttpResponse,
    )
    from adapter.recordings import RecordedCall
    from adapter.translation.drive import Backend, Session
    from adapter.upstream.recording import Recording


@dataclass(frozen=True, slots=True)
class _AuthenticatedRequest:
    """A request with the account and the mapping that it is carried out with."""

    wire: Wire
    http: HttpRequest
    envelope: Envelope
    account: Account
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class LegacyService:
    """The service of the legacy API; one instance serves all threads of the process.

    Attributes:
        catalogue: the operations that the adapter carries.
        accounts: the accounts that may call.
        backend: carries out conversations.
        served: the environment that calls go to; None where both host names mean the same.
        strict: whether unknown parameters are refused instead of ignored.
        recording: records each call that is carried out; None: nothing is recorded.
        clock: returns the time, aware.
        new_id: returns a RequestId for each answer.
    """

    catalogue: Catalogue
    accounts: Accounts
    backend: Backend
    served: Environment | None
    strict: bool
    recording: Recording | None
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def answer(self, http: HttpRequest) -> CallResult:
        """Return the answer to a call, with the fields of its access log line."""
        context, wire = self._context(http), find_wire(http)
        try:
            envelope = wire.read(http)
        except ProtocolError as error:
            return self._refuse(wire, build_fault(error, ""), context)
        try:
            authenticated = self._authenticate(wire, http, envelope, context)
        except CallerError as error:
            return self._refuse(wire, build_fault(error, envelope.operation), context, envelope)
        return self._perform(authenticated, self.backend.open(authenticated.account), context)

    def _context(self, http: HttpRequest) -> RequestContext:
        sandbox = Environment.SANDBOX in {find_environment(http.host), self.served}
        return RequestContext(self.clock(), self.new_id(), sandbox=sandbox)

    def _authenticate(
        self, wire: Wire, http: HttpRequest, envelope: Envelope, context: RequestContext
    ) -> _AuthenticatedRequest:
        check_environment(http.host, self.served)
        account = authenticate(self.accounts, envelope.claims, context.now)
        return _AuthenticatedRequest(
            wire, http, envelope, account, self.catalogue.find(envelope.operation)
        )

    def _perform(
        self, authenticated: _AuthenticatedRequest, session: Session, context: RequestContext
    ) -> CallResult:
        recorder = self.recording.around(session.upstream) if self.recording is not None else None
        recorded = session if recorder is None else replace(session, upstream=recorder)
        mapping, envelope = authenticated.mapping, authenticated.envelope
        executor = Executor(self.catalogue, strict=self.strict)
        outcomes = executor.execute(mapping, envelope, recorded, context)
        answer = authenticated.wire.write(outcomes, envelope, context)
        if self.recording is not None and recorder is not None:
            self.recording.keep(
                _build_exchange(authenticated, recorder.exchange(), answer[0], context)
            )
        response, replaced = answer
        return CallResult(
            response,
            list_outcomes(outcomes),
            context,
            envelope.operation,
            self._label(envelope.operation),
            authenticated.account.access_key_id,
            replaced,
            envelope,
        )

    def _refuse(
        self, wire: Wire, fault: Fault, context: RequestContext, envelope: Envelope | None = None
    ) -> CallResult:
        # The call history gets no content of a request that failed authentication.
        response, replaced = wire.write_fault(fault, context, envelope)
        name = fault.operation
        return CallResult(
            response,
            list_outcomes((fault,)),
            context,
            name,
            self._label(name),
            replaced=replaced,
        )

    def _label(self, operation: str) -> str:
        return self.catalogue.names.get(operation, UNKNOWN)


def _build_exchange(
    authenticated: _AuthenticatedRequest,
    calls: tuple[RecordedCall, ...],
    response: HttpResponse,
    context: RequestContext,
) -> Exchange:
    parameters = tuple(pair for call in authenticated.envelope.calls for pair in call.parameters)
    name, account, http = authenticated.mapping.operation, authenticated.account, authenticated.http
    return Exchange(name, parameters, account, http, calls, response, context)
