"""A legacy call as lines of the AWS CLI."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from adapter.explain.names import current_name
from adapter.explain.uses import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.explain.uses import Use


def shell_lines(made: Sequence[Use], reads: Sequence[str]) -> Iterator[str]:
    """Yield a line for each call; values of an earlier answer stand in angle brackets.

    Args:
        made: the calls; none where the operation is worked out.
        reads: what it is worked out from then.
    """
    for use in made:
        options = [_option(name, value) for name, value in use.params.items()]
        yield " ".join(["aws mturk", current_name(use.call.operation, "-"), *options])
    if not made:
        yield from (f"aws mturk {current_name(name, '-')} ..." for name in reads)


def _option(name: str, value: Any) -> str:
    option = current_name(name, "-")
    if isinstance(value, bool):
        return f"--{option}" if value else f"--no-{option}"
    text = _text(value)
    if text.startswith(("file://", "fileb://")):  # the AWS CLI would read that file
        return f"--cli-input-json {shlex.quote(json.dumps({name: text}))}"
    if text.startswith("-"):  # as a word of its own it would be an option
        return f"--{option}={shlex.quote(text)}"
    return f"--{option} {shlex.quote(text)}"


def _text(value: Any) -> str:
    if isinstance(value, Code):
        return f"<{value}>"
    return value if isinstance(value, str) else json.dumps(value)
