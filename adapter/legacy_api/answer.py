"""The elements of an answer: a reply, or errors in the place where clients look for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.current_api.stamp import add_stamp, build_stamp
from adapter.model import Fault, FaultPlace
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adapter.errors import Problem
    from adapter.model import Reply, RequestContext

# What callers send as Operation names the answer, if it can name an element at all.
_NAMEABLE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")


def build_results(
    operation: str, context: RequestContext, outcomes: Iterable[Reply | Fault]
) -> Element:
    """Return the answer to calls of one operation, with a result for each."""
    results = (_build_result(each, context) for each in outcomes)
    return _build_response(operation, context, results)


def build_refusal(fault: Fault, context: RequestContext) -> tuple[int, Element]:
    """Return the HTTP status of a refused call, and its answer.

    An operation whose name cannot be part of an element's name is unknown; it is answered in the
    root form, with that form's status.
    """
    if fault.place is FaultPlace.ROOT:
        return fault.status, _build_root_form(fault, context)
    if not can_name_answer(fault.operation):
        return 400, _build_root_form(fault, context)
    if fault.place is FaultPlace.RESULT:
        return fault.status, build_results(fault.operation, context, (fault,))
    errors = _build_errors(fault.problems, build_stamp(context))
    return fault.status, _build_response(fault.operation, context, (), errors)


def can_name_answer(operation: str) -> bool:
    """Return whether a text that was sent as the operation can be part of an element's name."""
    return _NAMEABLE.fullmatch(operation) is not None


def _build_result(outcome: Reply | Fault, context: RequestContext) -> Element:
    """Return the result element of one call."""
    if isinstance(outcome, Fault):
        errors = _build_errors(outcome.problems, build_stamp(context))
        return Element(outcome.element, (_build_request("False", errors),))
    echo = [Element(f"{outcome.operation}Request", outcome.echo)] if outcome.echo else []
    return Element(outcome.element, (_build_request("True", *echo), *outcome.members))


def _build_root_form(fault: Fault, context: RequestContext) -> Element:
    """Return the root form, which Amazon's front end sent: no time in messages, and RequestID."""
    errors = _build_errors(fault.problems, "")
    return Element("Response", (errors, Element("RequestID", context.request_id)))


def _build_response(
    operation: str, context: RequestContext, results: Iterable[Element], *errors: Element
) -> Element:
    about = (Element("RequestId", context.request_id), *errors)
    return Element(f"{operation}Response", (Element("OperationRequest", about), *results))


def _build_request(valid: str, *others: Element) -> Element:
    return Element("Request", (Element("IsValid", valid), *others))


def _build_errors(problems: Sequence[Problem], end: str) -> Element:
    return Element("Errors", tuple(_build_error(problem, end) for problem in problems))


def _build_error(problem: Problem, end: str) -> Element:
    message = add_stamp(problem.message, end)
    data = (
        Element("Data", (Element("Key", key), Element("Value", value)))
        for key, value in problem.data
    )
    return Element("Error", (Element("Code", problem.code), Element("Message", message), *data))
