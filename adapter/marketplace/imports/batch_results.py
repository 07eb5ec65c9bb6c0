"""Read batch results, the CSV files of Amazon's site for requesters: a row an assignment."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from adapter.current_api.times import parse_time
from adapter.marketplace.documents import Answer, write_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.imports.item_store import ItemStore
    from adapter.marketplace.imports.source import Source

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
_DERIVED = frozenset(
    {
        "NumberOfSimilarHITs",
        "LifetimeInSeconds",
        "WorkTimeInSeconds",
        "LifetimeApprovalRate",
        "Last30DaysApprovalRate",
        "Last7DaysApprovalRate",
    }
)
"""Columns that repeat others, or tell of the worker's work for other requesters."""

_KEPT = {
    "Reward",
    "Approve",
    "Reject",
    *_HIT_TEXTS,
    *_NUMBERS,
    *_HIT_TIMES,
    *_ASSIGNMENT_TEXTS,
    *_ASSIGNMENT_TIMES,
}
_INPUT, _ANSWER = "Input.", "Answer."
_TEMPLATE = re.compile(r"OriginalHitTemplateId:(\d{1,50})")
_MAX_CELL = 10_000_000
_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d) ([A-Z]{3,4}) (\d{4})")
_ZONE_HOURS = {
    "UTC": 0,
    "GMT": 0,
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "CST": -6,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
}


class CellError(ValueError):
    """A cell that cannot be read; the text begins with its column."""


def read_batch_results(source: Source, store: ItemStore) -> None:
    """Add the HITs and assignments of a file."""
    csv.field_size_limit(_MAX_CELL)
    # The file stays open: its owner closes it.
    text = TextIOWrapper(source.binary, encoding="utf-8", newline="")
    try:
        _read_rows(source, text, store)
    except UnicodeDecodeError:
        store.add_problem(source.name, "it is not UTF-8 text; save it as `CSV UTF-8`")
    except csv.Error as error:
        store.add_problem(source.name, f"it is not CSV: {error}")
    finally:
        text.detach()


def _read_rows(source: Source, text: TextIOWrapper, store: ItemStore) -> None:
    first = text.readline()
    # Spreadsheets write semicolons or tabs in some countries.
    delimiter = max(",;\t", key=first.count)
    header = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        reason = f"it has no column {', '.join(missing)}, so it is no file of batch results"
        store.add_problem(f"{source.name}:1", reason)
        return
    for name in header:
        if not (name in _KEPT | _DERIVED or name.startswith((_INPUT, _ANSWER))):
            store.note(f"the column {name} is not kept", f"{source.name}:1")
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    line = 2
    for number, row in enumerate(rows, start=1):
        place = f"{source.name}:{line}"
        line = rows.line_num + 2
        if len(row) != len(header):
            if row:
                store.add_problem(place, f"it has {len(row)} cells, not {len(header)}")
        else:
            _add_row(dict(zip(header, row, strict=True)), store, place)
        if store.has_enough_problems:
            return
        source.report_every(number)


def _add_row(cells: Cells, store: ItemStore, place: str) -> None:
    try:
        hit, assignment = _read_hit(cells), _read_assignment(cells)
    except CellError as error:
        store.add_problem(place, str(error))
        return
    store.add("HITs", hit, place)
    store.add("Assignments", assignment, place)
    if "HITLayoutParameters" in hit:
        store.note("the Question is not in the file: the HIT has its Input columns", place)
    if assignment["AssignmentStatus"] != cells["AssignmentStatus"]:
        store.note("it counts as decided because of its Approve or Reject column", place)


def _read_hit(cells: Cells) -> dict[str, Any]:
    """Return the row's HIT; its Input columns are the parameters of the layout of its batch."""
    numbers = {name: _read_number(name, cells[name]) for name in _NUMBERS if cells.get(name)}
    reward = {"Reward": cells["Reward"].lstrip("$").replace(",", "")} if cells.get("Reward") else {}
    inputs = [
        {"Name": name.removeprefix(_INPUT), "Value": value}
        for name, value in cells.items()
        if name.startswith(_INPUT)
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
        Answer(name.removeprefix(_ANSWER), text=value)
        for name, value in cells.items()
        if name.startswith(_ANSWER) and value
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
    if cells.get("Reject"):
        return {"AssignmentStatus": "Rejected", "RequesterFeedback": cells["Reject"]}
    return {"AssignmentStatus": "Approved"} if cells.get("Approve") else {}


def _read_texts(cells: Cells, names: tuple[str, ...]) -> dict[str, str]:
    return {name: cells[name] for name in names if cells.get(name)}


def _read_times(cells: Cells, names: tuple[str, ...]) -> dict[str, datetime]:
    return {name: _read_time(name, cells[name]) for name in names if cells.get(name)}


def _read_number(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise CellError(f"{name}: expected a number, not {text[:50]!r}")
    return int(text)


def _read_time(name: str, text: str) -> datetime:
    """Return the time of a text such as `Thu Oct 09 07:30:20 UTC 2025`, or in ISO 8601."""
    found = _TIME.fullmatch(text)
    try:
        if found is None:
            return parse_time(text)
        hours = _ZONE_HOURS[found[2]]
        aware = datetime.strptime(f"{found[1]} {found[3]} {hours:+03}00", "%b %d %H:%M:%S %Y %z")
        return aware.astimezone(UTC)
    except (KeyError, ValueError):
        example = "such as Thu Oct 09 07:30:20 PDT 2025"
        raise CellError(f"{name}: expected a time {example}, not {text[:50]!r}") from None
