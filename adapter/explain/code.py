"""Write the current calls of a legacy call as boto3 code and as lines of the AWS CLI."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

from adapter.explain.calls import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.explain.calls import PlannedCall
    from adapter.mapping.schema import Paging


_WIDTH = 100
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


_IN_SHELL = {
    "str(uuid.uuid4())": '"$(uuidgen)"',
    "datetime(1970, 1, 1, tzinfo=timezone.utc)": "1970-01-01T00:00:00Z",
}
"""What a shell writes for code that needs no earlier answer."""


def convert_name(name: str, between: str) -> str:
    """Return botocore's form of a name, such as `list_hits_for_qualification_type`.

    Args:
        name: of an operation or a parameter.
        between: `_` for Python, `-` for the AWS CLI.
    """
    return between.join(_WORDS.split(name.replace("HIT", "Hit"))).lower()


IMPORTS = {
    "uuid.": "import uuid",
    "datetime": "from datetime import datetime, timedelta, timezone",
}
"""The imports besides boto3, by the text of the code that needs them."""


CLIENT = ("import boto3", "", 'mturk = boto3.client("mturk", region_name="us-east-1")')
"""The lines between the other imports and the calls."""


def list_imports(body: Sequence[str]) -> Iterator[str]:
    """Yield the imports besides boto3 that these lines of code need."""
    yield from (line for sign, line in IMPORTS.items() if any(sign in each for each in body))


def write_calls(
    planned: Sequence[PlannedCall],
    reads: Sequence[str],
    paging: Paging | None,
    values: Mapping[str, Any],
) -> Iterator[str]:
    """Yield the lines of the calls, and of the sorting and paging of a list.

    Args:
        planned: the calls; empty if a handler computes the operation.
        reads: the current operations that the handler calls.
        paging: how the list is sorted and cut.
        values: the checked arguments.
    """
    for use in planned:
        yield from _write_call(use)
    if planned and paging is not None:
        yield from _write_page(paging, values)
    if not planned:
        from_what = ", from what these give:" if reads else " from its own mappings."
        yield f"# No call does this any more; the adapter works it out{from_what}"
        yield from (f"# mturk.{convert_name(name, '_')}(...)" for name in reads)


def _write_call(use: PlannedCall) -> Iterator[str]:
    call, name = use.call, convert_name(use.call.operation, "_")
    if call.requires is not None:
        head, *steps = call.requires.path.split(".")
        state = head + "".join(f'["{step}"]' for step in steps)
        yield f"if {state} not in {list(call.requires.of)!r}:"
        yield f'    raise SystemExit("{call.requires.code}")'
    if call.done_if_refused is not None:
        yield f"# refused with {' or '.join(call.done_if_refused.codes)}: done already"
    if call.collect is not None:
        params = {**use.params, "PaginationConfig": {"PageSize": 100}}
        yield from _write_statement(f'pages = mturk.get_paginator("{name}").paginate', params)
        yield f'{call.id} = [item for page in pages for item in page["{call.collect}"]]'
    elif call.each is not None:
        yield f"for each in {call.each.partition('.')[0]}:"
        yield from _write_statement(f"    mturk.{name}", use.params)
    else:
        yield from _write_statement(f"{call.id} = mturk.{name}", use.params)


def _write_page(paging: Paging, values: Mapping[str, Any]) -> Iterator[str]:
    def find_value(path: str | None) -> Any:
        return values.get(path.partition(".")[2]) if path else None

    name = paging.items.partition(".")[0]
    if paging.identity is not None:
        yield f'{name}.sort(key=lambda item: item["{paging.identity}"])'
    key = find_value(paging.sort_by) or paging.order
    if key is not None and key != paging.unsorted:
        value = f'float(item["{key}"])' if key in paging.amounts else f'item["{key}"]'
        turned = ", reverse=True" if find_value(paging.direction) == "Descending" else ""
        yield f"{name}.sort(key=lambda item: {value}{turned})"
    start = (find_value(paging.number) - 1) * find_value(paging.size)
    yield f"page, total = {name}[{start}:{start + find_value(paging.size)}], len({name})"


def _write_statement(start: str, params: Mapping[str, Any]) -> Iterator[str]:
    """Yield a call on one line, or on a line for each parameter where one would be too long."""
    keywords = [f"{name}={value!r}" for name, value in params.items()]
    line = f"{start}({', '.join(keywords)})"
    if len(line) <= _WIDTH:
        yield line
        return
    indent = " " * (len(start) - len(start.lstrip()))
    yield f"{start}("
    yield from (f"{indent}    {each}," for each in keywords)
    yield f"{indent})"


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
    if isinstance(value, Code) and value in _IN_SHELL:
        return f"--{option} {_IN_SHELL[value]}"
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
