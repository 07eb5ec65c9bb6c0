"""The migration report: what a program used of the legacy API, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.errors import CallerError
from adapter.explain import explain
from adapter.explain.code import CLIENT, list_imports
from adapter.model import LegacyCall

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from adapter.mapping.catalogue import Catalogue
    from adapter.observability.usage import ExampleCall, OperationUsage

_SUCCESS = "success"

FIDELITIES = {
    "exact": "nothing is lost",
    "lossy": "the current API no longer has something that the legacy API had",
    "approximate": "several current calls stand for one, and something may differ",
}
"""What each fidelity means."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to write instead of calls with the same parameters.

    Attributes:
        calls: how many there were.
        parameters: of the first one.
        body: lines of boto3 code.
        shell: lines of the AWS CLI.
        ignored: parameters that the operation does not have.
        problem: why there is no code; empty if there is.
    """

    calls: int
    parameters: tuple[tuple[str, str], ...]
    body: tuple[str, ...] = ()
    shell: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OperationReport:
    """What was used of one operation.

    Attributes:
        calls: uses of the operation, refused ones too.
        fidelity: exact, lossy or approximate.
        current: the operations of the current API that it becomes.
        errors: how many calls were refused with each code.
        losses: the losses that applied, and to how many requests each did.
        replacements: one for each set of parameters, that of the most calls first.
    """

    operation: str
    summary: str
    calls: int
    fidelity: str
    current: tuple[str, ...]
    errors: Mapping[str, int]
    losses: Mapping[str, int]
    replacements: tuple[Replacement, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a program used.

    Attributes:
        first, last: the times of the first and the last call; None if there was none.
        setup: the lines that all code of the report begins with.
        operations: the most called first.
    """

    first: datetime | None
    last: datetime | None
    setup: tuple[str, ...]
    operations: tuple[OperationReport, ...]

    @property
    def calls(self) -> int:
        """Return how many calls there were."""
        return sum(each.calls for each in self.operations)

    def count(self, fidelity: str) -> int:
        """Return how many operations have this fidelity."""
        return sum(each.fidelity == fidelity for each in self.operations)


def build_report(usage: Sequence[OperationUsage], catalogue: Catalogue) -> Report:
    """Return the report on what was used."""
    operations = tuple(_report_operation(each, catalogue) for each in usage)
    body = [line for each in operations for use in each.replacements for line in use.body]
    return Report(
        first=min((each.first for each in usage), default=None),
        last=max((each.last for each in usage), default=None),
        setup=(*list_imports(body), *CLIENT),
        operations=operations,
    )


def describe_extent(report: Report) -> str:
    """Return how many calls of how many operations there were, and when; there is at least one."""
    assert report.first is not None  # noqa: S101 (as above)
    assert report.last is not None  # noqa: S101
    first, last = f"{report.first:%Y-%m-%d %H:%M}", f"{report.last:%Y-%m-%d %H:%M}"
    when = f"at {first} UTC" if first == last else f"from {first} to {last} UTC"
    operations = format_count(len(report.operations), "operation")
    return f"{format_count(report.calls, 'call')} of {operations}, {when}."


def format_count(number: int, noun: str) -> str:
    """Return the number and the noun in its form, such as `1 call` and `1,200 calls`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _report_operation(usage: OperationUsage, catalogue: Catalogue) -> OperationReport:
    mapping = catalogue.mappings[usage.operation]
    return OperationReport(
        operation=mapping.operation,
        summary=mapping.summary,
        calls=usage.calls,
        fidelity=mapping.fidelity,
        current=mapping.current,
        errors={code: count for code, count in usage.outcomes.items() if code != _SUCCESS},
        losses=usage.losses,
        replacements=tuple(
            _explain_example(mapping.operation, each, catalogue)
            for each in sorted(usage.examples, key=lambda each: -each.calls)
        ),
    )


def _explain_example(operation: str, example: ExampleCall, catalogue: Catalogue) -> Replacement:
    try:
        found = explain(LegacyCall(operation, example.parameters), catalogue)
    except CallerError as error:
        problem = " ".join(each.message for each in error.problems)
        return Replacement(example.calls, example.parameters, problem=problem)
    return Replacement(example.calls, example.parameters, found.body, found.shell, found.unknown)
