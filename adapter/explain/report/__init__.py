"""The migration report: what a program used of the legacy API, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.errors import CallerError
from adapter.explain import explain
from adapter.explain.code import CLIENT, list_imports
from adapter.model import LegacyCall
from adapter.observability.history import MAX_CHARACTERS, SUCCESS
from adapter.translation.names import split_names

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary
    from collections.abc import Sequence
    from datetime import datetime

    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping
    from adapter.observability.usage import ExampleCall, OperationUsage

_SHOWN = 200

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
        problem: why there is no code, a sentence; empty if there is.
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
    errors: Dictionary[str, int]
    losses: Dictionary[str, int]
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
        errors={code: count for code, count in usage.outcomes.items() if code != SUCCESS},
        losses=usage.losses,
        replacements=tuple(
            _explain_example(mapping, each, catalogue)
            for each in sorted(usage.examples, key=lambda each: -each.calls)
        ),
    )


def _explain_example(mapping: Mapping, example: ExampleCall, catalogue: Catalogue) -> Replacement:
    parameters = tuple((name, _shorten(name, text, mapping)) for name, text in example.parameters)
    try:
        found = explain(LegacyCall(mapping.operation, parameters), catalogue)
    except CallerError as error:
        return Replacement(example.calls, parameters, problem=_describe_problem(error, parameters))
    return Replacement(example.calls, parameters, found.body, found.shell, found.unknown)


def _describe_problem(error: CallerError, parameters: tuple[tuple[str, str], ...]) -> str:
    """Return why there is no code for a call, as a sentence."""
    if any(len(text) > MAX_CHARACTERS for _, text in parameters):
        return "There is no code for it, as a structure in it is longer than what is kept."
    reasons = " ".join(each.message for each in error.problems)
    return f"Refused for its parameters, so there is nothing to write: {reasons}"


def _shorten(name: str, text: str, mapping: Mapping) -> str:
    """Return the text as the report shows it; a structure in XML has to stay whole."""
    [named] = split_names(((name, text),))
    parameter = mapping.accepted.get(named.path)
    if len(text) <= _SHOWN or (parameter is not None and parameter.members):
        return text
    return f"{text[:_SHOWN]}…"
