"""Carry out the calls of an envelope: check, converse, drive, compose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from adapter.errors import (
    CallerError,
    OperationError,
    OutcomeUnknownError,
    Problem,
    UnavailableError,
    UnmatchedError,
    UpstreamError,
)
from adapter.legacy_api.faults import build_fault
from adapter.model import CheckedCall, Fault, FaultPlace, Reply
from adapter.text import shorten
from adapter.translation.check import check, read_parameters, select_groups
from adapter.translation.compose import compose, compose_echo
from adapter.translation.converse import converse
from adapter.translation.drive import drive
from adapter.translation.messages import find_legacy_names

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary
    from typing import Any

    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping
    from adapter.model import Envelope, LegacyCall, RequestContext
    from adapter.translation.check import Parameters
    from adapter.translation.drive import Session

log = structlog.get_logger()

# What the service did with it in 2014 is not known; in 2008 it performed nothing.
_NOT_VALIDATED = Problem(
    "AWS.MechanicalTurk.InvalidParameterValue",
    "Validate asks to check a call without performing it, which cannot be done any more. Nothing "
    "was done: leave Validate out to have the call performed.",
)

_IN_A_RESULT = {"ServiceUnavailable": "AWS.ServiceUnavailable"}
"""The codes whose spelling in a result differs from that in the front end's form."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of an authenticated request, its mapping, and the session that carries it out."""

    mapping: Mapping
    legacy: LegacyCall
    session: Session


@dataclass(frozen=True, slots=True)
class Executor:
    """The executor of legacy calls.

    Attributes:
        catalogue: the operations that the adapter carries.
        strict: whether unknown parameters are refused instead of ignored.
    """

    catalogue: Catalogue
    strict: bool

    def execute(
        self, mapping: Mapping, envelope: Envelope, session: Session, context: RequestContext
    ) -> tuple[Reply | Fault, ...]:
        """Return the outcome of each call; one that fails does not disturb the others."""
        calls = [_Call(mapping, each, session) for each in envelope.calls]
        if len(calls) == 1:
            return (self._execute(calls[0], context),)
        outcomes = [
            self._execute_one_of_several(call, _number_context(context, n))
            for n, call in enumerate(calls)
        ]
        return tuple(_put_into_result(each, mapping) for each in outcomes)

    def _execute_one_of_several(self, call: _Call, context: RequestContext) -> Reply | Fault:
        """Return the outcome of one of several calls, even if the adapter fails in it."""
        try:
            return self._execute(call, context)
        except Exception as error:  # noqa: BLE001 (the answer must report the other calls)
            log.error("call_failed", request_id=context.request_id, kind=type(error).__name__)  # noqa: TRY400 (the trace would hold what was called)
            unknown_outcome = OutcomeUnknownError("The adapter failed, and its log says why.")
            return build_fault(
                unknown_outcome, call.mapping.operation, call.mapping.response.element
            )

    def _execute(self, call: _Call, context: RequestContext) -> Reply | Fault:
        parameters = read_parameters(call.legacy, call.mapping, self.catalogue.structures)
        outcome = self._attempt(call, parameters, context)
        if names := [shorten(name) for name in parameters.unknown[:20]]:
            log.info("unknown_parameters_ignored", operation=call.mapping.operation, names=names)
        return outcome

    def _attempt(
        self, call: _Call, parameters: Parameters, context: RequestContext
    ) -> Reply | Fault:
        values: Dictionary[str, Any] = {}
        try:
            values = self._check(call, parameters)
            return self._carry_out(call, CheckedCall(values, context, self.catalogue.descriptions))
        except (CallerError, UpstreamError) as error:
            if isinstance(error, UnmatchedError):
                log.warning(
                    "call_not_recorded",
                    request_id=context.request_id,
                    differences=error.columns,
                )
            names = find_legacy_names(call.mapping, self.catalogue.structures)
            element = call.mapping.response.element
            return build_fault(error, call.mapping.operation, element, values, names)

    def _check(self, call: _Call, parameters: Parameters) -> Dictionary[str, Any]:
        if call.legacy.validate and call.mapping.changes:
            raise OperationError([_NOT_VALIDATED])
        return check(parameters, call.mapping, self.catalogue.structures, strict=self.strict)

    def _carry_out(self, call: _Call, checked: CheckedCall) -> Reply:
        mapping, structures = call.mapping, self.catalogue.structures
        scope = drive(converse(mapping, checked), call.session)
        groups = select_groups(call.legacy, mapping)
        try:
            members = compose(scope, mapping.response, self.catalogue.shapes, groups)
        except UnavailableError as error:
            raise OutcomeUnknownError(str(error)) if mapping.changes else error from error
        echoed = compose_echo(call.legacy, mapping, structures) if "Request" in groups else ()
        return Reply(mapping.operation, mapping.response.element, members, echoed)


def _number_context(context: RequestContext, number: int) -> RequestContext:
    """Return the context with an id of its own, so that each call that pays has its own token."""
    return replace(context, request_id=f"{context.request_id}-{number}")


def _put_into_result(outcome: Reply | Fault, mapping: Mapping) -> Reply | Fault:
    """Return the outcome as a result: one of several calls cannot refuse the whole request."""
    if isinstance(outcome, Reply) or outcome.place is FaultPlace.RESULT:
        return outcome
    problems = tuple(
        replace(each, code=_IN_A_RESULT.get(each.code, each.code)) for each in outcome.problems
    )
    return Fault(FaultPlace.RESULT, problems, 200, mapping.operation, mapping.response.element)
