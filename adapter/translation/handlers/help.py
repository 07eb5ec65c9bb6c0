"""Help: the operations that are supported, as the mappings describe them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from adapter.errors import OperationError, Problem
from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from adapter.model import CheckedCall, OperationDescription
    from adapter.queries import Conversation

    Operations = Mapping[str, OperationDescription]
    Information = Mapping[str, Any]

ELEMENTS: Mapping[str, Sequence[str]] = {
    "HITDetail": (
        "HITGroupId",
        "HITLayoutId",
        "CreationTime",
        "Title",
        "Description",
        "Keywords",
        "HITStatus",
        "MaxAssignments",
        "Reward",
        "AutoApprovalDelayInSeconds",
        "Expiration",
        "AssignmentDurationInSeconds",
        "RequesterAnnotation",
        "QualificationRequirement",
        "HITReviewStatus",
    ),
    "HITQuestion": ("Question",),
    "HITAssignmentSummary": (
        "NumberOfAssignmentsPending",
        "NumberOfAssignmentsAvailable",
        "NumberOfAssignmentsCompleted",
    ),
    "AssignmentFeedback": ("RequesterFeedback",),
    "Parameters": ("Statistic", "TimePeriod"),
}
"""What each response group gives, by the reference; for Minimal that depends on the operation."""


def describe_help(call: CheckedCall) -> Conversation:
    """Return `help.operations` or `help.groups`, one for each name asked about."""
    yield from ()
    names, operations = call.values["About"], call.operations
    if call.values["HelpType"] == "Operation":
        _check_names(names, operations, "operation")
        return {"help": {"operations": [_describe_operation(operations[name]) for name in names]}}
    _check_names(
        names, {each for one in operations.values() for each in one.groups}, "response group"
    )
    return {"help": {"groups": [_describe_group(name, operations) for name in names]}}


def _describe_operation(described: OperationDescription) -> Information:
    return {
        "Name": described.operation,
        "Description": described.summary,
        **_wrap("RequiredParameters", "Parameter", described.required),
        **_wrap("AvailableParameters", "Parameter", described.available),
        **_wrap("DefaultResponseGroups", "ResponseGroup", described.default_groups),
        **_wrap("AvailableResponseGroups", "ResponseGroup", described.groups),
    }


def _describe_group(name: str, operations: Operations) -> Information:
    valid = [operation for operation, each in operations.items() if name in each.groups]
    return {
        "Name": name,
        **_wrap("ValidOperations", "Operation", valid),
        **_wrap("Elements", "Element", ELEMENTS.get(name, ())),
    }


def _wrap(wrapper: str, element: str, texts: Sequence[str]) -> Information:
    """Return the texts in their wrapper; without texts nothing, as the schema has no empty one."""
    return {wrapper: {element: texts}} if texts else {}


def _check_names(names: Sequence[str], known: Collection[str], kind: str) -> None:
    problems = [_build_unknown(name, known, kind) for name in names if name not in known]
    if problems:
        raise OperationError(problems)


def _build_unknown(name: str, known: Collection[str], kind: str) -> Problem:
    nearest = get_close_matches(name, sorted(known), n=1, cutoff=0)
    hint = f" The nearest is {nearest[0]}." if nearest else ""
    message = (
        f"The value {quote_text(name)} is not valid for the parameter About."
        f" There is no {kind} of that name here.{hint}"
    )
    return Problem("AWS.MechanicalTurk.InvalidParameterValue", message)
