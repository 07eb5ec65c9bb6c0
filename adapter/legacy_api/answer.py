"""The elements of an answer: the reply, and errors in the three places that clients look in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.current_api.stamp import stamp, stamped
from adapter.model import Fault, Place
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adapter.errors import Problem
    from adapter.model import Reply, RequestContext

# What callers send as Operation names the answer, if it can name an element at all.
_NAMEABLE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")


def build_reply(reply: Reply, context: RequestContext) -> Element:
    """The whole answer to a call that succeeded."""
    return build_results(reply.operation, context, (reply,))


def build_results(
    operation: str, context: RequestContext, outcomes: Iterable[Reply | Fault]
) -> Element:
    """The whole answer to the uses of an operation, each fault in a result of its own."""
    results = (_result(each, context) for each in outcomes)
    return _named(operation, (_request_id(context),), *results)


def build_refusal(fault: Fault, context: RequestContext) -> tuple[int, Element]:
    """The HTTP status of a refused call, and its whole answer.

    An operation that cannot name an element was never one of ours: the front end's form and its
    status stand in for whatever the fault asks for.
    """
    if fault.place is Place.ROOT:
        return fault.status, _root_form(fault, context)
    if not can_name_answer(fault.operation):
        return 400, _root_form(fault, context)
    if fault.place is Place.RESULT:
        return fault.status, build_results(fault.operation, context, (fault,))
    errors = _errors(fault.problems, stamp(context))
    return fault.status, _named(fault.operation, (_request_id(context), errors))


def can_name_answer(operation: str) -> bool:
    """Whether the text sent as the operation can be part of an element's name."""
    return _NAMEABLE.fullmatch(operation) is not None


def _result(outcome: Reply | Fault, context: RequestContext) -> Element:
    """What stands beside OperationRequest for one use."""
    if isinstance(outcome, Fault):
        errors = _errors(outcome.problems, stamp(context))
        return Element(outcome.element, (_request("False", errors),))
    echo = [Element(f"{outcome.operation}Request", outcome.echo)] if outcome.echo else []
    return Element(outcome.element, (_request("True", *echo), *outcome.members))


def _root_form(fault: Fault, context: RequestContext) -> Element:
    """Captured without a time in the message, and with RequestID in another spelling."""
    errors = _errors(fault.problems, "")
    return Element("Response", (errors, Element("RequestID", context.request_id)))


def _named(operation: str, about: tuple[Element, ...], *results: Element) -> Element:
    return Element(f"{operation}Response", (Element("OperationRequest", about), *results))


def _request(valid: str, *others: Element) -> Element:
    return Element("Request", (Element("IsValid", valid), *others))


def _request_id(context: RequestContext) -> Element:
    return Element("RequestId", context.request_id)


def _errors(problems: Sequence[Problem], end: str) -> Element:
    return Element("Errors", tuple(_error(problem, end) for problem in problems))


def _error(problem: Problem, end: str) -> Element:
    message = stamped(problem.message, end)
    data = (
        Element("Data", (Element("Key", key), Element("Value", value)))
        for key, value in problem.data
    )
    return Element("Error", (Element("Code", problem.code), Element("Message", message), *data))
