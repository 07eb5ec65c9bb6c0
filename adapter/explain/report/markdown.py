"""Write the migration report as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.explain.report import FIDELITIES, describe_extent, format_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.explain.report import OperationReport, Replacement, Report

TITLE = "What this program uses of the legacy Mechanical Turk API"
NOTHING = "No call of the legacy API was answered yet."

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def render_markdown(report: Report) -> str:
    """Return the report as a document that can be kept and sent."""
    return "\n".join([f"# {TITLE}", "", *_write_body(report)]) + "\n"


def _write_body(report: Report) -> Iterator[str]:
    if not report.operations:
        yield NOTHING
        return
    yield from (describe_extent(report), "")
    yield from (f"- *{name}*: {meaning}." for name, meaning in FIDELITIES.items())
    yield from ("", "| operation | calls | refused | becomes | fidelity |")
    yield "| --- | ---: | ---: | --- | --- |"
    yield from (_write_row(each) for each in report.operations)
    yield from (
        "",
        "Parameters have the values of the first call that had them. All code begins with",
    )
    yield from ("", *_write_code("python", report.setup))
    for each in report.operations:
        yield from _write_operation(each)


def _write_row(report: OperationReport) -> str:
    refused = sum(report.errors.values())
    current = ", ".join(report.current) or "no call"
    link = f"[{report.operation}](#{report.operation.lower()})"
    return f"| {link} | {report.calls:,} | {refused:,} | {current} | {report.fidelity} |"


def _write_operation(report: OperationReport) -> Iterator[str]:
    yield from ("", f"## {report.operation}", "", report.summary, "")
    yield f"Calls: {report.calls:,}. Fidelity: {report.fidelity}."
    if report.losses:
        yield from ("", "What is lost for these calls:", "")
        yield from (f"- {_escape(loss)} ({count:,})" for loss, count in report.losses.items())
    if report.errors:
        yield from ("", "What was refused:", "")
        yield from (f"- `{_quote(code)}` ({count:,})" for code, count in report.errors.items())
    for each in report.replacements:
        yield from _write_replacement(each)


def _write_replacement(use: Replacement) -> Iterator[str]:
    calls = format_count(use.calls, "call")
    if use.parameters:
        yield from ("", f"{calls} with these parameters:", "")
        yield from _write_code("", (f"{name}={_flatten(value)}" for name, value in use.parameters))
    else:
        yield from ("", f"{calls} without parameters.")
    if use.problem:
        yield from ("", _escape(use.problem))
        return
    yield from ("", "Write instead:", "", *_write_code("python", use.body))
    if use.ignored:
        names = ", ".join(f"`{_quote(name)}`" for name in use.ignored)
        yield from ("", f"Ignored, as the operation has no such parameter: {names}")


def _write_code(language: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a block of code, whose fence no line of it can end."""
    code = list(lines)
    longest = max((len(run) for line in code for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}{language}", *code, fence)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _flatten(text))


def _quote(text: str) -> str:
    return _flatten(text).replace("`", "'")


def _flatten(text: str) -> str:
    return " ".join(text.split())
