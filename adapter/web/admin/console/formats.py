"""How the pages show numbers, times and documents."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

_BETWEEN = re.compile(r">\s*(?=<)")
_START = re.compile(r"<[A-Za-z]")
_INDENT = "  "
_COLUMN = 64
"""The characters of the first of two columns, as `adapter.recordings.compare` renders them."""


def format_milliseconds(seconds: float) -> str:
    """Return the time with its unit, such as `0.8 ms`, `120 ms` or `2.5 s`."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    milliseconds = seconds * 1000
    if milliseconds >= 10:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds:.1f} ms" if milliseconds >= 0.1 else "under 0.1 ms"


def format_short(number: float) -> str:
    """Return the number with at most one digit behind the point, and commas between thousands."""
    return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:.1f}"


def format_time(when: datetime) -> str:
    """Return the time of the day, to the second."""
    return f"{when:%H:%M:%S}"


def format_moment(when: datetime) -> str:
    """Return the date and the time in UTC, to the second."""
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"


def count(number: int, noun: str) -> str:
    """Return a number of things, such as `1 call` or `1,000 calls`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def format_dollars(amount: str) -> str:
    """Return an amount of the current API with its sign, and commas between thousands."""
    return f"${Decimal(amount):,.2f}"


def format_number(number: int) -> str:
    """Return the number with commas between thousands."""
    return f"{number:,}"


def indent_document(text: str) -> str:
    """Return a document with a line for each element or member; another text as it is.

    XML may be cut off anywhere; JSON that is cut off stays as it is.
    """
    if text.startswith("{"):
        with suppress(ValueError):
            return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return _indent_elements(text) if text.startswith("<") else text


def _indent_elements(text: str) -> str:
    lines, depth = [], 0
    for line in _BETWEEN.sub(">\n", text).splitlines():
        lines.append(_INDENT * (depth - line.startswith("</")) + line)
        depth += len(_START.findall(line)) - line.count("</") - line.count("/>")
    return "\n".join(lines)


def format_parameters(params: Mapping[str, object]) -> str:
    """Return the parameters of a current call as JSON, a line each."""
    return json.dumps(params, indent=2, ensure_ascii=False, default=str)


def split_columns(text: str) -> Sequence[tuple[str, bool, str]]:
    """Return the lines of two calls side by side, and whether they differ, without the heading."""
    return [
        (line[:_COLUMN].rstrip(), line[_COLUMN + 1 : _COLUMN + 2] == "!", line[_COLUMN + 3 :])
        for line in text.splitlines()[1:]
    ]


def pair(text: str) -> tuple[str, str]:
    """Return an option of a form whose label is its value."""
    return text, text


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "milliseconds": format_milliseconds,
        "time": format_time,
        "moment": format_moment,
        "dollars": format_dollars,
        "number": format_number,
        "short": format_short,
        "indented": indent_document,
        "parameters": format_parameters,
        "columns": split_columns,
        "count": count,
        "pair": pair,
    }
)
"""By the names that templates use."""
