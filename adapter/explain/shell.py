"""Write a legacy call as lines of the AWS CLI."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from adapter.explain.calls import Code
from adapter.explain.names import convert_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.explain.calls import PlannedCall


def write_shell(planned: Sequence[PlannedCall], reads: Sequence[str]) -> Iterator[str]:
    """Yield a line for each call; angle brackets mark values of an earlier answer.

    Args:
        planned: the calls; empty if a handler computes the operation.
        reads: the current operations that the handler calls.
    """
    for use in planned:
        options = [_write_option(name, value) for name, value in use.params.items()]
        yield " ".join(["aws mturk", convert_name(use.call.operation, "-"), *options])
    if not planned:
        yield from (f"aws mturk {convert_name(name, '-')} ..." for name in reads)


def _write_option(name: str, value: Any) -> str:
    option = convert_name(name, "-")
    if isinstance(value, bool):
        return f"--{option}" if value else f"--no-{option}"
    text = _format_value(value)
    if text.startswith(("file://", "fileb://")):  # the AWS CLI would read that file
        return f"--cli-input-json {shlex.quote(json.dumps({name: text}))}"
    if text.startswith("-"):  # as a word of its own it would be an option
        return f"--{option}={shlex.quote(text)}"
    return f"--{option} {shlex.quote(text)}"


def _format_value(value: Any) -> str:
    if isinstance(value, Code):
        return f"<{value}>"
    return value if isinstance(value, str) else json.dumps(value)
