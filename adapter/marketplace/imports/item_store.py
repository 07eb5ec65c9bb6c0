"""Items of a seed while it is made, on disk, with the problems and notes about them."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from adapter.current_api.times import read_times, write_times
from adapter.current_api.violations import describe, find_violations
from adapter.errors import SeedError
from adapter.marketplace.imports.normalize import find_unusable
from adapter.marketplace.seeds.parse import LISTS
from adapter.marketplace.storage.system_types import SYSTEM_IDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Members = Mapping[str, Any]

_SHAPES = {seed_list.name: seed_list.shape for seed_list in LISTS}
_IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "QualificationTypes": ("QualificationTypeId",),
    "QualificationRequests": ("QualificationRequestId",),
    "Qualifications": ("QualificationTypeId", "WorkerId"),
    "HITs": ("HITId",),
    "Assignments": ("AssignmentId",),
    "BonusPayments": ("AssignmentId", "BonusAmount", "GrantTime", "Reason"),
    "WorkerBlocks": ("WorkerId",),
}
"""The members by which two items of a list are the same one."""

_MAX_PROBLEMS = 100
_MAX_PLACES = 3
_PART = 1_000

# An item that was added before keeps the members that the later one does not have.
_ADD = """
    INSERT INTO items VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET members = json_patch(members, excluded.members)
"""


class ItemStore:
    """Items by list.

    They are in a temporary database of SQLite, which moves to a file what is too large for the
    memory, and which merges and joins the items of several files.
    """

    def __init__(self) -> None:
        self.account: dict[str, str] = {}
        self._problems: list[str] = []
        self._notes: dict[str, list[str]] = {}
        self._note_counts: dict[str, int] = {}
        self._waiting: list[tuple[str, str, str, str]] = []
        self._database = sqlite3.connect("")
        self._database.execute(
            "CREATE TABLE items (list, identity, members, place, PRIMARY KEY (list, identity))"
        )

    def close(self) -> None:
        """Close the database, which deletes it."""
        self._database.close()

    def add(self, name: str, members: Members, place: str) -> None:
        """Add an item, or note as a problem what its list's shape does not allow.

        Args:
            name: the name of the list.
            members: the members; those that no seed has are left out.
            place: where the item stands.
        """
        if members.get("QualificationTypeId") in SYSTEM_IDS and name == "QualificationTypes":
            return
        shape = _SHAPES[name]
        for unknown in members.keys() - shape.members.keys():
            self.note(f"{unknown} of {name} is not kept", place)
        known = {
            member: value
            for member, value in members.items()
            if member in shape.members and value is not None
        }
        missing = [each for each in _IDENTITIES[name][:1] if each not in known]
        wrong = [describe(each) for each in find_violations(shape, known)]
        wrong += [f"$.{each}: required, but missing" for each in missing]
        if wrong:
            self._problems += [f"{place}: {each.removeprefix('$.')}" for each in wrong]
            return
        unusable = dict(find_unusable(name, known))
        for text in filter(None, unusable.values()):
            self.note(text, place)
        kept = {member: value for member, value in known.items() if member not in unusable}
        self._insert(name, write_times(read_times(shape, kept)), place)

    def _insert(self, name: str, members: Members, place: str) -> None:
        identity = json.dumps([members.get(each) for each in _IDENTITIES[name]])
        text = json.dumps(members, ensure_ascii=False)
        self._waiting.append((name, identity, text, place))
        if len(self._waiting) >= _PART:
            self._store_waiting()

    def add_problem(self, place: str, text: str) -> None:
        """Remember why the files cannot be imported."""
        self._problems.append(f"{place}: {text}")

    @property
    def has_enough_problems(self) -> bool:
        """Whether there are as many problems as are shown."""
        return len(self._problems) >= _MAX_PROBLEMS

    def raise_for_problems(self) -> None:
        """Raise an error if there are problems."""
        if self._problems:
            place, _, text = self._problems[0].partition(": ")
            raise SeedError(place, "\n".join([text, *self._problems[1:_MAX_PROBLEMS]]))

    def note(self, text: str, place: str) -> None:
        """Remember what cannot be derived, and where."""
        places = self._notes.setdefault(text, [])
        if len(places) < _MAX_PLACES:
            places.append(place)
        self._note_counts[text] = self._note_counts.get(text, 0) + 1

    def list_notes(self) -> list[str]:
        """Return a line for each note, with its first places."""
        return [
            f"{text} ({_join(places, self._note_counts[text])})"
            for text, places in self._notes.items()
        ]

    def list_items(self, name: str) -> Iterator[str]:
        """Yield the items of a list as JSON, in the order in which they were added."""
        wanted = "SELECT members FROM items WHERE list = ? ORDER BY rowid"
        for (text,) in self.select(wanted, name):
            yield text

    def count_items(self) -> dict[str, int]:
        """Return the number of items by list."""
        counts = dict(self.select("SELECT list, count(*) FROM items GROUP BY list"))
        return {name: counts[name] for name in _SHAPES if name in counts}

    def select(self, statement: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement over the table `items`."""
        self._store_waiting()
        yield from self._database.execute(statement, values)

    def change(self, statement: str, rows: Iterable[Sequence[Any]] = ((),)) -> None:
        """Execute a statement that changes the table, for each row of values."""
        self._store_waiting()
        self._database.executemany(statement, rows)

    def _store_waiting(self) -> None:
        self._database.executemany(_ADD, self._waiting)
        self._waiting.clear()


def _join(places: Sequence[str], count: int) -> str:
    more = count - len(places)
    return ", ".join(places) + (f" and {more:,} more" if more else "")
