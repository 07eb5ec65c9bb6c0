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
from adapter.mapping.schema import TOKEN
from adapter.model import CheckedCall, Fault, FaultPlace, Reply
from adapter.observability.metrics import measure_step
from adapter.queries import TokenUse
from adapter.text import shorten
from adapter.translation.check import check, read_parameters, select_groups
from adapter.translation.compose import compose, compose_echo
from adapter.translation.converse import converse
from adapter.translation.drive import drive
from adapter.translation.messages import find_legacy_names

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary
    from collections.abc import Sequence
    from typing import Any

    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping
    from adapter.model import LegacyCall, RequestContext
    from adapter.queries import Scope
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
"""The codes that are spelled differently in a result and in the root form."""


@dataclass(frozen=True, slots=True)
class Executor:
    """Carries out the calls of one request.

    Attributes:
        catalogue: the operations that the adapter carries.
        mapping: of the operation that is called.
        session: carries out the conversations.
        strict: whether unknown parameters are refused instead of ignored.
    """

    catalogue: Catalogue
    mapping: Mapping
    session: Session
    strict: bool

    def execute(
        self, calls: Sequence[LegacyCall], context: RequestContext
    ) -> tuple[Reply | Fault, ...]:
        """Return the outcome of each call; one that fails does not disturb the others."""
        if len(calls) == 1:
            return (self._execute(calls[0], context),)
        outcomes = [
            # An id of its own gives each call that pays a token of its own.
            self._execute_one_of_several(
                call, replace(context, request_id=f"{context.request_id}-{number}")
            )
            for number, call in enumerate(calls)
        ]
        return tuple(_put_into_result(each, self.mapping) for each in outcomes)

    def _execute_one_of_several(self, call: LegacyCall, context: RequestContext) -> Reply | Fault:
        """Return the outcome of one of several calls, even if the adapter fails in it."""
        try:
            return self._execute(call, context)
        except Exception as error:  # noqa: BLE001 (the answer must report the other calls)
            log.error("call_failed", request_id=context.request_id, kind=type(error).__name__)  # noqa: TRY400 (the trace would hold what was called)
            unknown = OutcomeUnknownError("The adapter failed, and its log says why.")
            return build_fault(unknown, self.mapping.operation, self.mapping.response.element)

    def _execute(self, call: LegacyCall, context: RequestContext) -> Reply | Fault:
        mapping = self.mapping
        parameters = read_parameters(call, mapping)
        if names := [shorten(name) for name in parameters.unknown[:20]]:
            log.info("unknown_parameters_ignored", operation=mapping.operation, names=names)
        values: Dictionary[str, Any] = {}
        try:
            if call.validate and mapping.changes:
                raise OperationError([_NOT_VALIDATED])
            with measure_step("check"):
                values = check(parameters, mapping, strict=self.strict)
            return self._reply(call, parameters, values, context)
        except (CallerError, UpstreamError) as error:
            if isinstance(error, UnmatchedError):
                log.warning(
                    "call_not_recorded", request_id=context.request_id, differences=error.columns
                )
            legacy_names = find_legacy_names(mapping)
            element = mapping.response.element
            return build_fault(error, mapping.operation, element, values, legacy_names)

    def _reply(
        self,
        call: LegacyCall,
        parameters: Parameters,
        values: Dictionary[str, Any],
        context: RequestContext,
    ) -> Reply:
        mapping = self.mapping
        checked = CheckedCall(values, context, self.catalogue.descriptions)
        with measure_step("drive"):
            scope = self._drive(checked)
        groups = select_groups(parameters, mapping)
        try:
            with measure_step("compose"):
                members = compose(scope, mapping.response, self.catalogue.shapes, groups)
        except UnavailableError as error:
            raise OutcomeUnknownError(str(error)) if mapping.changes else error from error
        echo = compose_echo(call, mapping) if "Request" in groups else ()
        return Reply(mapping.operation, mapping.response.element, members, echo, values)

    def _drive(self, checked: CheckedCall) -> Scope:
        """Return what the call's conversation found out; its changes take effect together."""
        conversation = converse(self.mapping, checked)
        if not self.mapping.changes:
            return drive(conversation, self.session)
        with self.session.begin(_find_token_use(self.mapping, checked)) as session:
            return drive(conversation, session)


def _find_token_use(mapping: Mapping, checked: CheckedCall) -> TokenUse | None:
    token = checked.values.get(TOKEN)
    return TokenUse(token, mapping.token_operation) if token and mapping.token_operation else None


def _put_into_result(outcome: Reply | Fault, mapping: Mapping) -> Reply | Fault:
    """Return the outcome as a result: one of several calls cannot refuse the whole request."""
    if isinstance(outcome, Reply) or outcome.place is FaultPlace.RESULT:
        return outcome
    problems = tuple(
        replace(each, code=_IN_A_RESULT.get(each.code, each.code)) for each in outcome.problems
    )
    return Fault(FaultPlace.RESULT, problems, 200, mapping.operation, mapping.response.element)
