"""The calls: a list that can be filtered, and one call in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, render_template, request

from adapter.errors import CallerError
from adapter.explain import explain
from adapter.model import LegacyCall
from adapter.observability.history import MAX_CALLS, SUCCESS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Blueprint

    from adapter.explain import Explanation
    from adapter.mapping.catalogue import Catalogue
    from adapter.observability.history import HistoryEntry
    from adapter.web.admin.console.services import ConsoleServices

_PAGE = 50
ERRORS = "errors"
"""The outcome that stands for every error code."""


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are listed; an empty text leaves all.

    Attributes:
        outcome: `success`, `errors` for any error code, or one error code.
    """

    operation: str = ""
    key: str = ""
    outcome: str = ""

    def accepts(self, entry: HistoryEntry) -> bool:
        """Return whether the call is listed."""
        return (
            self.operation in ("", entry.operation)
            and self.key in ("", entry.account)
            and (
                self.outcome in ("", entry.outcome)
                or (self.outcome == ERRORS and entry.outcome != SUCCESS)
            )
        )

    def describe(self, **changes: object) -> Mapping[str, object]:
        """Return the query of a link to the same calls."""
        kept = {"operation": self.operation, "key": self.key, "outcome": self.outcome} | changes
        return {name: value for name, value in kept.items() if value}


def add_call_pages(pages: Blueprint, services: ConsoleServices) -> None:
    """Add the list of calls and the page of one call."""

    @pages.get("/calls")
    def list_calls() -> str:
        return _render_list(services.history.list_entries())

    @pages.get("/calls/<request_id>")
    def show_call(request_id: str) -> str:
        entry = services.history.find(request_id)
        if entry is None:
            abort(404)
        return render_template(
            "console/call.html",
            entry=entry,
            uses=tuple(_explain_uses(entry, services.catalogue)),
        )


def _render_list(entries: Sequence[HistoryEntry]) -> str:
    asked = CallFilter(*(request.args.get(name, "") for name in ("operation", "key", "outcome")))
    found = [each for each in reversed(entries) if asked.accepts(each)]
    number = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "console/calls.html",
        asked=asked,
        entries=found[(number - 1) * _PAGE : number * _PAGE],
        found=len(found),
        total=len(entries),
        most=MAX_CALLS,
        number=number,
        has_older=len(found) > number * _PAGE,
        is_live=number == 1 and request.args.get("live") != "off",
        operations=sorted({each.operation for each in entries if each.operation}),
        keys=sorted({each.account for each in entries if each.account}),
        codes=sorted({each.outcome for each in entries} - {SUCCESS}),
    )


@dataclass(frozen=True, slots=True)
class ExplainedUse:
    """One use of a legacy operation, in current words.

    Attributes:
        parameters: as the program sent them, without secrets.
        explanation: None if the call is refused for its parameters.
        problem: why there is no explanation.
    """

    parameters: tuple[tuple[str, str], ...]
    explanation: Explanation | None
    problem: str = ""


def _explain_uses(entry: HistoryEntry, catalogue: Catalogue) -> Iterator[ExplainedUse]:
    for parameters in entry.parameters:
        try:
            explanation = explain(LegacyCall(entry.operation, parameters), catalogue)
        except CallerError as error:
            text = " ".join(problem.message for problem in error.problems)
            yield ExplainedUse(parameters, None, text)
        else:
            yield ExplainedUse(parameters, explanation)
