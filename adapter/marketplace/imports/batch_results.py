"""Read batch results, the CSV files of Amazon's site for requesters: a row an assignment.

The results of the command line tools have the same under other names, separated by tabs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adapter.marketplace.documents import Answer, write_answers
from adapter.marketplace.results.columns import (
    ANSWER,
    APPROVE,
    COLUMNS,
    INPUT,
    REJECT,
    TOOLS_COLUMNS,
    is_of_tools,
    parse_result_time,
)
from adapter.spreadsheet import TableError, open_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from adapter.marketplace.imports.item_store import ItemStore
    from adapter.marketplace.imports.source import Source
    from adapter.spreadsheet import Table

    Cells = Mapping[str, str]

_REQUIRED = ("HITId", "AssignmentId", "WorkerId", "AssignmentStatus")
_HIT_TEXTS = ("HITId", "HITTypeId", "Title", "Description", "Keywords", "RequesterAnnotation")
_NUMBERS = ("MaxAssignments", "AssignmentDurationInSeconds", "AutoApprovalDelayInSeconds")
_HIT_TIMES = ("CreationTime", "Expiration")
_ASSIGNMENT_TEXTS = ("AssignmentId", "HITId", "WorkerId", "AssignmentStatus", "RequesterFeedback")
_ASSIGNMENT_TIMES = (
    "AcceptTime",
    "SubmitTime",
    "AutoApprovalTime",
    "ApprovalTime",
    "RejectionTime",
)
_KNOWN = frozenset((*COLUMNS, APPROVE, REJECT, *TOOLS_COLUMNS))
"""Some repeat others, or tell of the worker's work for other requesters: they are not kept."""

_TEMPLATE = re.compile(r"OriginalHitTemplateId:(\d{1,50})")
_NO_ANSWER = "emptyanswer"
"""What the command line tools write in place of an empty answer."""


class CellError(ValueError):
    """A cell that cannot be read; the text begins with its column."""


def read_batch_results(source: Source, store: ItemStore) -> None:
    """Add the HITs and assignments of a file."""
    try:
        with open_table(source.binary) as table:
            _read_rows(table, source, store)
    except TableError as error:
        store.add_problem(_build_place(source, error.line), error.text)


def _build_place(source: Source, line: int | None) -> str:
    return source.name if line is None else f"{source.name}:{line}"


def _read_rows(table: Table, source: Source, store: ItemStore) -> None:
    is_tools = is_of_tools(table.header)
    if is_tools:
        table = replace(table, header=[TOOLS_COLUMNS.get(name) or name for name in table.header])
    _check_header(table.header)
    for name in table.header:
        if not (name in _KNOWN or name.startswith((INPUT, ANSWER))):
            store.note(f"the column {name} is not kept", _build_place(source, 1))
    for number, (line, cells) in enumerate(table.rows, start=1):
        place = _build_place(source, line)
        try:
            row = table.name_cells(line, cells)
        except TableError as error:
            store.add_problem(place, error.text)
        else:
            _add_row(_clean(row) if is_tools else row, store, place)
        if store.has_enough_problems:
            return
        source.report_every(number)


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        reason = f"it has no column {', '.join(missing)}, so it is no file of batch results"
        raise TableError(1, reason)


def _clean(cells: Cells) -> Cells:
    """Return the cells of the tools without what stands there for an empty answer."""
    return {name: "" if value == _NO_ANSWER else value for name, value in cells.items()}


def _add_row(cells: Cells, store: ItemStore, place: str) -> None:
    try:
        hit, assignment = _read_hit(cells), _read_assignment(cells)
    except CellError as error:
        store.add_problem(place, str(error))
        return
    store.add("HITs", hit, place)
    if "HITLayoutParameters" in hit:
        store.note("the Question is not in the file: the HIT has its Input columns", place)
    # The tools have a row for a HIT without work, too.
    if not assignment.keys() <= {"HITId"}:
        store.add("Assignments", assignment, place)
        if assignment["AssignmentStatus"] != cells["AssignmentStatus"]:
            store.note("it counts as decided because of its Approve or Reject column", place)


def _read_hit(cells: Cells) -> dict[str, Any]:
    """Return the row's HIT; its Input columns are the parameters of the layout of its batch."""
    numbers = {name: _read_number(name, cells[name]) for name in _NUMBERS if cells.get(name)}
    reward = {"Reward": cells["Reward"].lstrip("$").replace(",", "")} if cells.get("Reward") else {}
    inputs = [
        {"Name": name.removeprefix(INPUT), "Value": value}
        for name, value in cells.items()
        if name.startswith(INPUT)
    ]
    layout = {"HITLayoutId": _build_layout_id(cells), "HITLayoutParameters": inputs}
    return {
        **_read_texts(cells, _HIT_TEXTS),
        **numbers,
        **reward,
        **_read_times(cells, _HIT_TIMES),
        **(layout if inputs else {}),
    }


def _build_layout_id(cells: Cells) -> str:
    """Return an id for the layout, whose own one is not in the file."""
    template = _TEMPLATE.search(cells.get("RequesterAnnotation", ""))
    return f"TEMPLATE{template[1] if template else cells.get('HITTypeId', '')}"


def _read_assignment(cells: Cells) -> dict[str, Any]:
    """Return the row's assignment.

    What a requester wrote into Approve or Reject, to upload the file, decides a submitted one.
    """
    members = {
        **_read_texts(cells, _ASSIGNMENT_TEXTS),
        **_read_times(cells, _ASSIGNMENT_TIMES),
    }
    answers = [
        Answer(name.removeprefix(ANSWER), text=value)
        for name, value in cells.items()
        if name.startswith(ANSWER) and value
    ]
    if answers:
        try:
            members["Answer"] = write_answers(answers)
        except ValueError as error:
            raise CellError(f"Answer: {error}") from None
    return members | _read_decision(cells)


def _read_decision(cells: Cells) -> dict[str, str]:
    if cells["AssignmentStatus"] != "Submitted":
        return {}
    if cells.get(REJECT):
        return {"AssignmentStatus": "Rejected", "RequesterFeedback": cells[REJECT]}
    return {"AssignmentStatus": "Approved"} if cells.get(APPROVE) else {}


def _read_texts(cells: Cells, names: tuple[str, ...]) -> dict[str, str]:
    return {name: cells[name] for name in names if cells.get(name)}


def _read_times(cells: Cells, names: tuple[str, ...]) -> dict[str, datetime]:
    return {name: _read_time(name, cells[name]) for name in names if cells.get(name)}


def _read_number(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise CellError(f"{name}: expected a number, not {text[:50]!r}")
    return int(text)


def _read_time(name: str, text: str) -> datetime:
    try:
        return parse_result_time(text)
    except ValueError:
        example = "such as Thu Oct 09 07:30:20 PDT 2025"
        raise CellError(f"{name}: expected a time {example}, not {text[:50]!r}") from None
