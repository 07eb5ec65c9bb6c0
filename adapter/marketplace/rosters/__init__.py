"""Rosters: tables of people, such as a class list, whom an account brings by personal links."""

from __future__ import annotations

from adapter.marketplace.rosters.imports import ImportedPerson, find_known_rows, import_people
from adapter.marketplace.rosters.table import MAX_LENGTH, RosterError, Row, read_table

__all__ = [
    "MAX_LENGTH",
    "ImportedPerson",
    "RosterError",
    "Row",
    "find_known_rows",
    "import_people",
    "read_table",
]
