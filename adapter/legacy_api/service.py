"""The steps of a request in order: read, authenticate, find, carry out, write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapter.auth.environments import check_environment, find_environment
from adapter.auth.legacy.verify import authenticate
from adapter.errors import CallerError
from adapter.legacy_api.executor import Executor
from adapter.legacy_api.faults import build_fault
from adapter.legacy_api.wires import find_wire
from adapter.model import AnsweredRequest, Environment, RequestContext
from adapter.observability.access_log import UNKNOWN, CallResult, list_outcomes
from adapter.observability.metrics import measure_step
from adapter.translation.losses import list_losses

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from adapter.auth.accounts import Accounts
    from adapter.legacy_api.wires import Wire
    from adapter.mapping.catalogue import Catalogue
    from adapter.model import Envelope, Fault, HttpRequest
    from adapter.translation.drive import Backend
    from adapter.upstream.recording import Recording


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
        wanted = find_environment(http.host)
        sandbox = Environment.SANDBOX in {wanted, self.served}
        context = RequestContext(self.clock(), self.new_id(), sandbox=sandbox)
        wire, envelope = find_wire(http), None
        try:
            with measure_step("read"):
                envelope = wire.read(http)
            check_environment(wanted, self.served)
            with measure_step("authenticate"):
                account = authenticate(self.accounts, envelope.claims, context.now)
            mapping = self.catalogue.find(envelope.operation)
        except CallerError as error:
            fault = build_fault(error, envelope.operation if envelope is not None else "")
            return self._refuse(wire, fault, context, envelope)
        session = self.backend.open(account)
        recorder = self.recording.wrap(session.upstream) if self.recording is not None else None
        if recorder is not None:
            session = replace(session, upstream=recorder)
        executor = Executor(self.catalogue, mapping, session, self.strict)
        outcomes = executor.execute(envelope.calls, context)
        with measure_step("write"):
            response, replaced = wire.write(outcomes, envelope, context)
        if self.recording is not None and recorder is not None:
            answered = AnsweredRequest(
                mapping.operation, envelope.calls, account, http, response, context
            )
            self.recording.record(recorder, answered)
        return CallResult(
            response,
            list_outcomes(outcomes),
            context,
            envelope.operation,
            self._find_label(envelope.operation),
            account.access_key_id,
            replaced,
            envelope,
            fidelity=mapping.fidelity,
            losses=list_losses(mapping, outcomes, response.body, embedded=self.catalogue.embedded),
        )

    def _refuse(
        self, wire: Wire, fault: Fault, context: RequestContext, envelope: Envelope | None
    ) -> CallResult:
        # The call history gets no content of a request that failed authentication.
        response, replaced = wire.write_fault(fault, context, envelope)
        return CallResult(
            response,
            list_outcomes((fault,)),
            context,
            fault.operation,
            self._find_label(fault.operation),
            replaced=replaced,
        )

    def _find_label(self, operation: str) -> str:
        return self.catalogue.names.get(operation, UNKNOWN)
