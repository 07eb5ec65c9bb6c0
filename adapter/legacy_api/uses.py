"""What each use of an operation comes to: check, converse, drive, compose."""

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
from adapter.model import Fault, Place, Reply, Task
from adapter.text import shown
from adapter.translation.check import check, read_parameters, select_groups
from adapter.translation.compose import compose
from adapter.translation.converse import converse
from adapter.translation.drive import drive
from adapter.translation.echo import echo

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary
    from typing import Any

    from adapter.mapping.catalogue import Catalogue, Mapping
    from adapter.model import Envelope, LegacyCall, RequestContext, Upstream
    from adapter.translation.check import Parameters

log = structlog.get_logger()

# What the service did with it in 2014 is not known; in 2008 it performed nothing.
_NOT_VALIDATED = Problem(
    "AWS.MechanicalTurk.InvalidParameterValue",
    "Validate asks to check a call without performing it, which cannot be done any more. Nothing "
    "was done: leave Validate out to have the call performed.",
)

_IN_A_RESULT = {"ServiceUnavailable": "AWS.ServiceUnavailable"}
"""Codes that are spelled otherwise in a result than in the front end's form."""


@dataclass(frozen=True, slots=True)
class _Use:
    """One admitted use of an operation, with all that carries it out."""

    mapping: Mapping
    call: LegacyCall
    upstream: Upstream


@dataclass(frozen=True, slots=True)
class Executor:
    """Carries them out.

    Attributes:
        catalogue: the operations that are carried.
        strict: unknown parameters are refused instead of ignored.
    """

    catalogue: Catalogue
    strict: bool

    def outcomes(
        self, mapping: Mapping, envelope: Envelope, upstream: Upstream, context: RequestContext
    ) -> tuple[Reply | Fault, ...]:
        """What each use came to; one that fails does not disturb the others."""
        uses = [_Use(mapping, call, upstream) for call in envelope.calls]
        if len(uses) == 1:
            return (self._outcome(uses[0], context),)
        outcomes = [self._one_of_several(use, _nth(context, n)) for n, use in enumerate(uses)]
        return tuple(_inside(each, mapping) for each in outcomes)

    def _one_of_several(self, use: _Use, context: RequestContext) -> Reply | Fault:
        """The outcome of a use beside others, whose answers must not be lost with it."""
        try:
            return self._outcome(use, context)
        except Exception as error:  # noqa: BLE001 (what each of the others did has to be told)
            log.error("use failed", request_id=context.request_id, kind=type(error).__name__)  # noqa: TRY400 (the trace would hold what was called)
            unknown_outcome = OutcomeUnknownError("The adapter failed, and its log says why.")
            return build_fault(unknown_outcome, use.mapping.operation, use.mapping.response.element)

    def _outcome(self, use: _Use, context: RequestContext) -> Reply | Fault:
        came = read_parameters(use.call, use.mapping, self.catalogue.structures)
        outcome = self._tried(use, came, context)
        if names := [shown(name) for name in came.unknown[:20]]:
            log.info("unknown parameters", operation=use.mapping.operation, names=names)
        return outcome

    def _tried(self, use: _Use, came: Parameters, context: RequestContext) -> Reply | Fault:
        values: Dictionary[str, Any] = {}
        try:
            values = self._checked(use, came)
            return self._carried_out(use, Task(values, context, self.catalogue.described))
        except (CallerError, UpstreamError) as error:
            if isinstance(error, UnmatchedError):
                log.warning(f"not recorded:\n{error.columns}", request_id=context.request_id)
            return build_fault(error, use.mapping.operation, use.mapping.response.element, values)

    def _checked(self, use: _Use, came: Parameters) -> Dictionary[str, Any]:
        if use.call.validate and use.mapping.changes:
            raise OperationError([_NOT_VALIDATED])
        return check(came, use.mapping, self.catalogue.structures, strict=self.strict)

    def _carried_out(self, use: _Use, task: Task) -> Reply:
        mapping, structures = use.mapping, self.catalogue.structures
        scope = drive(converse(mapping, task), use.upstream)
        asked = select_groups(use.call, mapping)
        try:
            members = compose(scope, mapping.response, self.catalogue.shapes, asked)
        except UnavailableError as error:
            raise OutcomeUnknownError(str(error)) if mapping.changes else error from error
        echoed = echo(use.call, mapping, structures) if "Request" in asked else ()
        return Reply(mapping.operation, mapping.response.element, members, echoed)


def _nth(context: RequestContext, number: int) -> RequestContext:
    """The same context with an id of its own, so that each use that pays has its own token."""
    return replace(context, request_id=f"{context.request_id}-{number}")


def _inside(outcome: Reply | Fault, mapping: Mapping) -> Reply | Fault:
    """The outcome in a place of its own: one of several uses cannot refuse the whole request."""
    if isinstance(outcome, Reply) or outcome.place is Place.RESULT:
        return outcome
    problems = tuple(
        replace(each, code=_IN_A_RESULT.get(each.code, each.code)) for each in outcome.problems
    )
    return Fault(Place.RESULT, problems, 200, mapping.operation, mapping.response.element)
