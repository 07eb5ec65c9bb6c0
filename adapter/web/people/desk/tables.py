"""Lists of the desk: each is a page, and whole a CSV and a JSON file.

The ending of the URL chooses: `/desk/batches`, `/desk/batches.csv`, `/desk/batches.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flask import Response, render_template, request, stream_with_context

from adapter.clock import format_time
from adapter.spreadsheet import write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flask import Blueprint

Item = TypeVar("Item")

Cell = str | int | float | datetime | None
"""What a cell of a file can be; amounts are text in dollars."""

PAGE_SIZE = 50
_CHUNK = 2000
_MOST_PAGES = 1_000_000
"""The offset of a page after it is a number that no database takes."""
_ENDINGS = ("csv", "json")


@dataclass(frozen=True, slots=True)
class Table(Generic[Item]):
    """A list of the desk.

    Attributes:
        name: of its files, without an ending.
        columns: what a file has of each item, by the column's name.
        read: returns items of the list from an offset on, at most as many as its second argument.
    """

    name: str
    columns: Mapping[str, Callable[[Item], Cell]]
    read: Callable[[int, int], Sequence[Item]]


def add_table_routes(pages: Blueprint, rule: str, view: Callable[..., Response | str]) -> None:
    """Add the routes of a list to a noun: of its page and of its files."""
    pages.add_url_rule(rule, view_func=view)
    for ending in _ENDINGS:
        pages.add_url_rule(f"{rule}.{ending}", view_func=view)


def render_table(table: Table[Item], template: str, **context: Any) -> Response | str:
    """Return the page or the file of the list that the URL asks for.

    Args:
        table: the list.
        template: of its page, which has `items`, `page`, `has_more`, and the macros of
            `desk/lists.html`.
        context: what else the template shows.
    """
    match request.url_rule and request.url_rule.rule.rpartition(".")[2]:
        case "csv":
            return _send(table, "csv", "text/csv; charset=utf-8", _write_csv(table))
        case "json":
            return _send(table, "json", "application/json", _write_json(table))
    page = min(max(1, request.args.get("page", 1, int)), _MOST_PAGES)
    items = table.read((page - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    return render_template(
        template,
        items=items[:PAGE_SIZE],
        page=page,
        has_more=len(items) > PAGE_SIZE,
        **context,
    )


def _send(table: Table[Item], ending: str, media_type: str, text: Iterator[str]) -> Response:
    # What fails at once is answered with a page that says so.
    begun = chain([next(text)], text)
    response = Response(stream_with_context(begun), content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{table.name}.{ending}")
    return response


def _write_csv(table: Table[Item]) -> Iterator[str]:
    rows = ([_write_cell(read(each)) for read in table.columns.values()] for each in _read(table))
    yield from write_rows(chain([list(table.columns)], rows), is_raw="raw" in request.args)


def _write_json(table: Table[Item]) -> Iterator[str]:
    separator = "["
    for each in _read(table):
        item = {name: _write_value(read(each)) for name, read in table.columns.items()}
        yield f"{separator}\n{json.dumps(item, ensure_ascii=False)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _read(table: Table[Item]) -> Iterator[Item]:
    """Return the whole list; no transaction stays open for a slow reader."""
    offset = 0
    while found := table.read(offset, _CHUNK):
        yield from found
        if len(found) < _CHUNK:
            return
        offset += _CHUNK


def _write_value(value: Cell) -> str | int | float | None:
    return format_time(value) if isinstance(value, datetime) else value


def _write_cell(value: Cell) -> str | int | None:
    written = _write_value(value)
    return str(written) if isinstance(written, float) else written
