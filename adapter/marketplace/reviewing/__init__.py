"""Review the work of a batch, as its requester: lists, one assignment, decisions on many."""

from __future__ import annotations

from adapter.marketplace.reviewing.actions import Action
from adapter.marketplace.reviewing.details import (
    AssignmentDetails,
    Bonus,
    Neighbours,
    find_details,
    find_neighbours,
)
from adapter.marketplace.reviewing.jobs import (
    Job,
    carry_out_part,
    find_job,
    prepare_job,
    prepare_undo,
    save_parameters,
)
from adapter.marketplace.reviewing.lists import (
    ListedAssignment,
    Selection,
    Sort,
    count_statuses,
    list_assignments,
)
from adapter.marketplace.reviewing.previews import (
    JobItem,
    Outcome,
    Preview,
    list_job_items,
    preview_job,
    read_outcome,
)
from adapter.marketplace.reviewing.records import WorkerRecord

__all__ = [
    "Action",
    "AssignmentDetails",
    "Bonus",
    "Job",
    "JobItem",
    "ListedAssignment",
    "Neighbours",
    "Outcome",
    "Preview",
    "Selection",
    "Sort",
    "WorkerRecord",
    "carry_out_part",
    "count_statuses",
    "find_details",
    "find_job",
    "find_neighbours",
    "list_assignments",
    "list_job_items",
    "prepare_job",
    "prepare_undo",
    "preview_job",
    "read_outcome",
    "save_parameters",
]
