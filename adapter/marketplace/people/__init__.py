"""The people who work in a browser: their records, not their work.

A script acts as any worker without a record. A person gets one when they first come in.
"""

from __future__ import annotations

from adapter.marketplace.people.of_account import (
    KnownPerson,
    check_is_in_charge,
    count_people,
    find_known_people,
    find_known_person,
    is_in_charge,
    list_people,
)
from adapter.marketplace.people.records import People, Person, record_visit

__all__ = [
    "KnownPerson",
    "People",
    "Person",
    "check_is_in_charge",
    "count_people",
    "find_known_people",
    "find_known_person",
    "is_in_charge",
    "list_people",
    "record_visit",
]
