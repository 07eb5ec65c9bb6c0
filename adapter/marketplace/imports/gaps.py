"""Complete a seed whose files lack what their items refer to, and note what was completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.storage.system_types import SYSTEM_IDS

if TYPE_CHECKING:
    from adapter.marketplace.imports.item_store import ItemStore

_MISSING_TYPES = """
    WITH used AS (
        SELECT members ->> 'QualificationTypeId' AS id, place FROM items
        WHERE list IN ('QualificationRequests', 'Qualifications')
        UNION ALL
        SELECT requirement.value ->> 'QualificationTypeId', place
        FROM items, json_each(members, '$.QualificationRequirements') AS requirement
        WHERE list = 'HITs'
    )
    SELECT id, min(place) FROM used WHERE id NOT IN (
        SELECT members ->> 'QualificationTypeId' FROM items WHERE list = 'QualificationTypes'
    ) GROUP BY id
"""
_MISSING_HITS = """
    SELECT
        members ->> 'HITId' AS id,
        count(*),
        min(members ->> 'AcceptTime'),
        max(members ->> 'SubmitTime'),
        min(place)
    FROM items WHERE list = 'Assignments' AND id NOT IN (
        SELECT members ->> 'HITId' FROM items WHERE list = 'HITs'
    ) GROUP BY id
"""
_WITHOUT_ASSIGNMENT = """
    list = 'BonusPayments' AND members ->> 'AssignmentId' NOT IN (
        SELECT members ->> 'AssignmentId' FROM items WHERE list = 'Assignments'
    )
"""
_COUNTED = """
    WITH counted AS (
        SELECT
            members ->> 'HITId' AS hit,
            count(*) AS number,
            count(*) FILTER (WHERE members ->> 'AssignmentStatus' != 'Submitted') AS decided
        FROM items WHERE list = 'Assignments' GROUP BY hit
    )
    SELECT
        identity,
        place,
        coalesce(members ->> 'MaxAssignments', 1),
        coalesce(number, 0),
        coalesce(members ->> 'NumberOfAssignmentsPending', 0),
        coalesce(members ->> 'NumberOfAssignmentsCompleted', 0) - coalesce(decided, 0)
    FROM items LEFT JOIN counted ON hit = members ->> 'HITId' WHERE list = 'HITs'
"""
_SET_MAX_ASSIGNMENTS = """
    UPDATE items SET members = json_set(members, '$.MaxAssignments', ?)
    WHERE list = 'HITs' AND identity = ?
"""
# A seed is refused if what it states contradicts its assignments; of the statuses, only those of
# a HIT that ended state something that the assignments do not.
_REMOVE_COUNTS = """
    UPDATE items SET members = json_remove(
        members,
        '$.NumberOfAssignmentsPending',
        '$.NumberOfAssignmentsAvailable',
        '$.NumberOfAssignmentsCompleted'
    ) WHERE list = 'HITs'
"""
_REMOVE_STATUS = """
    UPDATE items SET members = json_remove(members, '$.HITStatus')
    WHERE list = 'HITs' AND members ->> 'HITStatus' IN ('Assignable', 'Unassignable')
"""


def fill_gaps(store: ItemStore) -> None:
    """Make the items of all files ones of a seed that can be loaded."""
    _add_missing_types(store)
    _add_missing_hits(store)
    _remove_bonuses(store)
    _compare_counts(store)
    store.change(_REMOVE_COUNTS)
    store.change(_REMOVE_STATUS)


def _add_missing_types(store: ItemStore) -> None:
    for type_id, place in list(store.select(_MISSING_TYPES)):
        if type_id not in SYSTEM_IDS:
            text = "a qualification type is in none of the files, so its name is its id"
            store.note(text, f"{place}: {type_id}")
            store.add("QualificationTypes", {"QualificationTypeId": type_id}, place)


def _add_missing_hits(store: ItemStore) -> None:
    for hit_id, number, accepted, submitted, place in list(store.select(_MISSING_HITS)):
        text = "a HIT is in none of the files, so it has no more than its assignments"
        store.note(text, f"{place}: {hit_id}")
        members = {
            "HITId": hit_id,
            "MaxAssignments": number,
            "CreationTime": accepted,
            "Expiration": submitted,
        }
        store.add("HITs", members, place)


def _remove_bonuses(store: ItemStore) -> None:
    text = "a bonus is left out, because its assignment is in none of the files"
    for (place,) in store.select(f"SELECT place FROM items WHERE {_WITHOUT_ASSIGNMENT}"):  # noqa: S608 (a constant)
        store.note(text, place)
    store.change(f"DELETE FROM items WHERE {_WITHOUT_ASSIGNMENT}")  # noqa: S608 (a constant)


def _compare_counts(store: ItemStore) -> None:
    """Note what HITs state of their assignments and the files do not have."""
    for identity, place, most, number, pending, missing in list(store.select(_COUNTED)):
        if number > most:
            store.note("MaxAssignments is raised to the number of assignments", place)
            store.change(_SET_MAX_ASSIGNMENTS, [(number, identity)])
        if pending:
            text = "assignments that workers had accepted are open again: no operation lists them"
            store.note(text, place)
        if missing > 0:
            text = "decided assignments are missing: save list-assignments-for-hit, too"
            store.note(text, place)
