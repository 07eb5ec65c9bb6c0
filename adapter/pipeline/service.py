"""The steps in order: read, admit, find, check, converse, drive, compose, write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from adapter.errors import (
    CallerError,
    FixtureError,
    FrontError,
    UnmatchedError,
    UpstreamError,
)
from adapter.exchange import Exchange
from adapter.messages import Fault, Market, Moment
from adapter.pipeline.faults import fault_of
from adapter.pipeline.market import check_market, market_of
from adapter.quoting import shown
from adapter.translate.check import check, unknown
from adapter.translate.compose import compose
from adapter.translate.converse import converse
from adapter.translate.drive import drive
from adapter.upstream.record import RecordUpstream
from adapter.wire import wire_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Dictionary
    from datetime import datetime
    from typing import Any

    from adapter.exchange import Recorder
    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping
    from adapter.messages import (
        Account,
        HttpRequest,
        HttpResponse,
        LegacyCall,
        Reply,
        Upstream,
        Upstreams,
    )
    from adapter.pipeline.gate import Gate
    from adapter.wire import Wire

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Use:
    """One admitted use of an operation, with all that carries it out."""

    mapping: Mapping
    call: LegacyCall
    account: Account
    upstream: Upstream


@dataclass(frozen=True, slots=True)
class Service:
    """Answers legacy requests; one serves the whole process, from any number of threads.

    Attributes:
        catalogue: the operations that are carried.
        gate: who may call.
        upstreams: who answers current calls.
        served: the one market that calls go to; None where both names mean the same.
        strict: unknown parameters are refused instead of ignored.
        recorder: keeps every call that reached the upstream; None: nothing is kept.
        clock: gives the time, aware.
        new_id: gives each answer its RequestId.
    """

    catalogue: Catalogue
    gate: Gate
    upstreams: Upstreams
    served: Market | None
    strict: bool
    recorder: Recorder | None
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def answer(self, http: HttpRequest) -> HttpResponse:
        """The answer to a request, whatever it is."""
        sandbox = Market.SANDBOX in {market_of(http.host), self.served}
        moment = Moment(self.clock(), self.new_id(), sandbox=sandbox)
        wire = wire_of(http)
        try:
            envelope = wire.read(http)
        except FrontError as error:
            return _written(wire, fault_of(error, ""), moment)
        try:
            check_market(http.host, self.served)
            account = self.gate.admit(http, envelope.claims, moment.now)
            mapping = self.catalogue.find(envelope.call.operation)
        except CallerError as error:
            return _written(wire, fault_of(error, envelope.call.operation), moment)
        use = _Use(mapping, envelope.call, account, self.upstreams.open(account))
        response = _written(wire, self._outcome(use), moment)
        self._keep(use, http, response, moment)
        return response

    def _outcome(self, use: _Use) -> Reply | Fault:
        try:
            scope = drive(converse(use.mapping, self._checked(use)), use.upstream)
            return compose(scope, use.mapping, self.catalogue.shapes)
        except (CallerError, UpstreamError) as error:
            if isinstance(error, UnmatchedError):
                log.warning("not recorded", operation=use.mapping.operation, asked=error.columns)
            return fault_of(error, use.mapping.operation, use.mapping.response.element)

    def _checked(self, use: _Use) -> Dictionary[str, Any]:
        if names := [shown(name) for name in unknown(use.call, use.mapping)[:20]]:
            log.info("unknown parameters", operation=use.mapping.operation, names=names)
        return check(use.call, use.mapping, strict=self.strict)

    def _keep(self, use: _Use, http: HttpRequest, response: HttpResponse, moment: Moment) -> None:
        """Records the call; what goes wrong is logged, for the answer must not suffer from it."""
        if self.recorder is None or not isinstance(use.upstream, RecordUpstream):
            return
        name, call, calls = use.mapping.operation, use.call, use.upstream.exchange()
        exchange = Exchange(name, call.parameters, use.account, http, calls, response, moment)
        try:
            case = self.recorder.keep(exchange)
        except (FixtureError, OSError) as error:
            log.error(  # noqa: TRY400 (the trace would hold what was called)
                "could not record", request_id=moment.request_id, reason=str(error)
            )
        else:
            if case is not None:
                log.info("recorded", request_id=moment.request_id, case=case)


def _written(wire: Wire, outcome: Reply | Fault, moment: Moment) -> HttpResponse:
    if isinstance(outcome, Fault):
        response, replaced = wire.write_fault(outcome, moment)
    else:
        response, replaced = wire.write(outcome, moment)
    log.info("answered", request_id=moment.request_id, operation=shown(outcome.operation),
             outcome=_named(outcome), status=response.status)  # fmt: skip
    if replaced:
        log.warning("characters XML cannot carry", request_id=moment.request_id, count=replaced)
    return response


def _named(outcome: Reply | Fault) -> str:
    return outcome.problems[0].code if isinstance(outcome, Fault) else "success"
