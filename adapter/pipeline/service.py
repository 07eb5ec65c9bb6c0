"""The steps in order: read, admit, find, check, converse, drive, compose, write."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from adapter.errors import (
    CallerError,
    FrontError,
    OperationError,
    OutcomeUnknownError,
    Problem,
    UnavailableError,
    UnmatchedError,
    UpstreamError,
)
from adapter.exchange import Exchange
from adapter.messages import Fault, Market, Moment, Place, Reply, Task
from adapter.pipeline.documents import document
from adapter.pipeline.faults import fault_of
from adapter.pipeline.market import check_market, market_of
from adapter.pipeline.noted import Answered, named
from adapter.pipeline.pages import Pages
from adapter.quoting import shown
from adapter.translate.check import check, groups, sent
from adapter.translate.compose import compose
from adapter.translate.converse import converse
from adapter.translate.drive import drive
from adapter.translate.echo import echo
from adapter.wire import query, wire_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from collections.abc import Mapping as Dictionary
    from datetime import datetime
    from typing import Any

    from adapter.exchange import RecordedCall
    from adapter.mapping.catalogue import Catalogue, Mapping
    from adapter.messages import (
        Account,
        Envelope,
        HttpRequest,
        HttpResponse,
        LegacyCall,
        Upstream,
        Upstreams,
    )
    from adapter.metrics import Tally, Tallying
    from adapter.pipeline.gate import Gate
    from adapter.pipeline.noted import Notes
    from adapter.upstream.record import Recording
    from adapter.wire import Wire

    Begun = HttpResponse | Callable[[], HttpResponse]

log = structlog.get_logger()


# What the service did with it in 2014 is not known; in 2008 it performed nothing.
_NOT_VALIDATED = Problem(
    "AWS.MechanicalTurk.InvalidParameterValue",
    "Validate asks to check a call without performing it, which cannot be done any more. Nothing "
    "was done: leave Validate out to have the call performed.",
)


@dataclass(frozen=True, slots=True)
class _Admitted:
    """A request that may be carried out, and for whom."""

    wire: Wire
    http: HttpRequest
    envelope: Envelope
    account: Account
    mapping: Mapping

    @property
    def asked(self) -> Hashable:
        """All that the answer depends on, but what upstream has."""
        envelope = self.envelope
        # In plain tuples, which are compared several times faster than calls are.
        calls = [(call.parameters, call.validate) for call in envelope.calls]
        account = self.account.access_key_id
        return self.wire, envelope.namespace, account, envelope.operation, *calls


@dataclass(frozen=True, slots=True)
class _Use:
    """One admitted use of an operation, with all that carries it out."""

    mapping: Mapping
    call: LegacyCall
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
        recording: keeps every call that reached the upstream; None: nothing is kept.
        clock: gives the time, aware.
        new_id: gives each answer its RequestId.
        notes: where it is told what became of calls.
        pages: keeps finished pages.
    """

    catalogue: Catalogue
    gate: Gate
    upstreams: Upstreams
    served: Market | None
    strict: bool
    recording: Recording | None
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    notes: Notes
    pages: Pages = field(default_factory=lambda: Pages(0))

    def answer(self, http: HttpRequest) -> HttpResponse:
        """The answer to a request, whatever it is."""
        begun = self._begun(http)
        return begun() if callable(begun) else begun

    def begin(self, http: HttpRequest) -> Begun:
        """The answer, where it is at hand, as a page is that was given before; or what gives it.

        Waits for nobody but the shelf where lists are kept, so that a server whose shelf is memory
        need not hand the request to a thread before it is known what is to be done.
        """
        is_quick = self.pages.any and wire_of(http) is query and query.numbers_a_page(http)
        return self._begun(http) if is_quick else partial(self.answer, http)

    def _begun(self, http: HttpRequest) -> Begun:
        sandbox = Market.SANDBOX in {market_of(http.host), self.served}
        moment = Moment(self.clock(), self.new_id(), sandbox=sandbox)
        tallying = self.notes.metrics.tally()
        found = self._looked_up(http, moment)
        if isinstance(found, _Admitted):
            return partial(self._finished, found, moment, tallying)
        return self._noted(found, moment, tallying.tally)

    def _finished(self, admitted: _Admitted, moment: Moment, tallying: Tallying) -> HttpResponse:
        with tallying:
            answered = self._performed(admitted, moment)
        return self._noted(answered, moment, tallying.tally)

    def _noted(self, answered: Answered, moment: Moment, tally: Tally) -> HttpResponse:
        self.notes.take(answered, self.catalogue.names, moment, tally)
        return answered.response

    def _looked_up(self, http: HttpRequest, moment: Moment) -> Answered | _Admitted:
        """What is answered without asking upstream, or what upstream has to be asked for."""
        wire = wire_of(http)
        try:
            if (found := document(http)) is not None:
                self.gate.check_page(http)
                return Answered(found, ("success",), "")
            envelope = wire.read(http)
        except FrontError as error:
            return _refused(wire, fault_of(error, ""), moment)
        try:
            admitted = self._admitted(wire, http, envelope, moment)
        except CallerError as error:
            return _refused(wire, fault_of(error, envelope.operation), moment, envelope)
        page = self.pages.find(admitted.asked, self.upstreams.open(admitted.account))
        if page is None:
            return admitted
        return _told(admitted, (page.response(moment), page.replaced), ("success",))

    def _admitted(
        self, wire: Wire, http: HttpRequest, envelope: Envelope, moment: Moment
    ) -> _Admitted:
        check_market(http.host, self.served)
        account = self.gate.admit(http, envelope.claims, moment.now)
        return _Admitted(wire, http, envelope, account, self.catalogue.find(envelope.operation))

    def _performed(self, admitted: _Admitted, moment: Moment) -> Answered:
        upstream = self.upstreams.open(admitted.account)
        noted = self.recording.around(upstream) if self.recording is not None else None
        mapping, envelope = admitted.mapping, admitted.envelope
        outcomes = self._outcomes(mapping, envelope, noted or upstream, moment)
        answer = admitted.wire.write(outcomes, envelope, moment)
        if self.recording is not None and noted is not None:
            self.recording.keep(_exchange(admitted, noted.exchange(), answer[0], moment))
        self.pages.keep(admitted.asked, outcomes, answer, moment)
        return _told(admitted, answer, named(outcomes))

    def _outcomes(
        self, mapping: Mapping, envelope: Envelope, upstream: Upstream, moment: Moment
    ) -> tuple[Reply | Fault, ...]:
        """What each use came to; one that fails does not disturb the others."""
        uses = [_Use(mapping, call, upstream) for call in envelope.calls]
        if len(uses) == 1:
            return (self._outcome(uses[0], moment),)
        outcomes = [self._one_of_several(use, _nth(moment, n)) for n, use in enumerate(uses)]
        return tuple(_inside(each, mapping) for each in outcomes)

    def _one_of_several(self, use: _Use, moment: Moment) -> Reply | Fault:
        """The outcome of a use beside others, whose answers must not be lost with it."""
        try:
            return self._outcome(use, moment)
        except Exception as error:  # noqa: BLE001 (what each of the others did has to be told)
            log.error("use failed", request_id=moment.request_id, kind=type(error).__name__)  # noqa: TRY400 (the trace would hold what was called)
            unknown_outcome = OutcomeUnknownError("The adapter failed, and its log says why.")
            return fault_of(unknown_outcome, use.mapping.operation, use.mapping.response.element)

    def _outcome(self, use: _Use, moment: Moment) -> Reply | Fault:
        values: Dictionary[str, Any] = {}
        try:
            values = self._checked(use)
            return self._carried_out(use, Task(values, moment, self.catalogue.described))
        except (CallerError, UpstreamError) as error:
            if isinstance(error, UnmatchedError):
                log.warning(f"not recorded:\n{error.columns}", request_id=moment.request_id)
            return fault_of(error, use.mapping.operation, use.mapping.response.element, values)

    def _carried_out(self, use: _Use, task: Task) -> Reply:
        mapping, structures = use.mapping, self.catalogue.structures
        scope = drive(converse(mapping, task), use.upstream)
        asked = groups(use.call, mapping)
        try:
            members = compose(scope, mapping.response, self.catalogue.shapes, asked)
        except UnavailableError as error:
            raise OutcomeUnknownError(str(error)) if mapping.changes else error from error
        echoed = echo(use.call, mapping, structures) if "Request" in asked else ()
        page = scope.get("page")
        origin = page.origin if page is not None else None
        return Reply(mapping.operation, mapping.response.element, members, echoed, origin)

    def _checked(self, use: _Use) -> Dictionary[str, Any]:
        structures = self.catalogue.structures
        if use.call.validate and use.mapping.changes:
            raise OperationError([_NOT_VALIDATED])
        came = sent(use.call, use.mapping, structures)
        if names := [shown(name) for name in came.strangers[:20]]:
            log.info("unknown parameters", operation=use.mapping.operation, names=names)
        return check(came, use.mapping, structures, strict=self.strict)


def _nth(moment: Moment, number: int) -> Moment:
    """The same moment with an id of its own, so that each use that pays has its own token."""
    return replace(moment, request_id=f"{moment.request_id}-{number}")


def _inside(outcome: Reply | Fault, mapping: Mapping) -> Reply | Fault:
    """The outcome in a place of its own: one of several uses cannot refuse the whole request."""
    if isinstance(outcome, Reply) or outcome.place is Place.RESULT:
        return outcome
    problems = tuple(
        replace(each, code=IN_A_RESULT.get(each.code, each.code)) for each in outcome.problems
    )
    return Fault(Place.RESULT, problems, 200, mapping.operation, mapping.response.element)


IN_A_RESULT = {"ServiceUnavailable": "AWS.ServiceUnavailable"}
"""Codes that are spelled otherwise in a result than in the front end's form."""


def _told(
    admitted: _Admitted, answer: tuple[HttpResponse, int], outcomes: tuple[str, ...]
) -> Answered:
    response, replaced = answer
    envelope, account = admitted.envelope, admitted.account.access_key_id
    return Answered(response, outcomes, envelope.operation, account, replaced, envelope)


def _exchange(
    admitted: _Admitted, calls: tuple[RecordedCall, ...], response: HttpResponse, moment: Moment
) -> Exchange:
    parameters = tuple(pair for call in admitted.envelope.calls for pair in call.parameters)
    name, account, http = admitted.mapping.operation, admitted.account, admitted.http
    return Exchange(name, parameters, account, http, calls, response, moment)


def _refused(
    wire: Wire, fault: Fault, moment: Moment, envelope: Envelope | None = None
) -> Answered:
    response, replaced = wire.write_fault(fault, moment, envelope)
    outcomes, name = named((fault,)), fault.operation
    return Answered(response, outcomes, name, replaced=replaced, envelope=envelope)
