"""Read answers of list operations as the AWS CLI prints them, item by item."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import ijson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.marketplace.imports.item_store import ItemStore
    from adapter.marketplace.imports.source import Source

    Event = tuple[str, str, Any]
    """The path of a JSON value, what happens there, and the value."""

_LISTS = {
    "QualificationTypes": "QualificationTypes",
    "QualificationType": "QualificationTypes",
    "QualificationRequests": "QualificationRequests",
    "Qualifications": "Qualifications",
    "Qualification": "Qualifications",
    "HITs": "HITs",
    "HIT": "HITs",
    "Assignments": "Assignments",
    "Assignment": "Assignments",
    "BonusPayments": "BonusPayments",
    "WorkerBlocks": "WorkerBlocks",
}
"""The list of a seed by the output member of the operations that list or get its items."""

_BALANCE, _TOKEN = "AvailableBalance", "NextToken"
_NOT_JSON = "it is not JSON ({}); save answers with `aws mturk … --output json`"
_UNKNOWN = f"it is no answer that can be imported: it has none of {', '.join(_LISTS)}, {_BALANCE}"
_MORE = "the list goes on after this page: its other pages are needed"


def read_saved_answers(source: Source, store: ItemStore) -> None:
    """Add the items of a file, which may have several answers one after the other."""
    found: set[str] = set()
    try:
        for number, (path, value) in enumerate(_read_values(source), start=1):
            found.add(path.partition("[")[0])
            _add_value(path, value, f"{source.name}: $.{path}", store)
            if store.has_enough_problems:
                return
            source.report_every(number)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        store.add_problem(source.name, _NOT_JSON.format(str(error).splitlines()[0]))
        return
    if found.isdisjoint({*_LISTS, _BALANCE}):
        store.add_problem(source.name, _UNKNOWN)


def _add_value(path: str, value: object, place: str, store: ItemStore) -> None:
    member = path.partition("[")[0]
    if member in _LISTS and isinstance(value, dict):
        store.add(_LISTS[member], value, place)
    elif member == _BALANCE and isinstance(value, str):
        store.account[_BALANCE] = value
    elif member == _TOKEN:
        store.note(_MORE, place)


def _read_values(source: Source) -> Iterator[tuple[str, Any]]:
    """Yield the path and the value of each member of an answer; of a list, those of its items.

    A list itself is yielded as None, because it may be empty.
    """
    numbers: Counter[str] = Counter()
    events = ijson.parse(source.binary, use_float=True, multiple_values=True)
    for path, event, value in events:
        if not path or event in {"map_key", "end_array"}:
            continue
        if event != "start_map":
            yield path, value
        elif path.endswith(".item"):
            member = path.removesuffix(".item")
            yield f"{member}[{numbers[member]}]", _build_structure(path, events)
            numbers[member] += 1
        else:
            yield path, _build_structure(path, events)


def _build_structure(path: str, events: Iterator[Event]) -> Any:
    """Return the structure whose beginning was read."""
    builder = ijson.ObjectBuilder()
    builder.event("start_map", None)
    for inner, event, value in events:
        builder.event(event, value)
        if event == "end_map" and inner == path:
            break
    return builder.value
