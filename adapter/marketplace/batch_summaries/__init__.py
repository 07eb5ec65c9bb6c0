"""Batches as requesters follow them: HITs of one type, and of one BatchId where they have one.

Amazon's requester site wrote `BatchId:17;…` into the RequesterAnnotation of each HIT of a batch.
HITs without it are one batch for each type, as programs make them.
"""

from adapter.marketplace.batch_summaries.agreement import Agreement, read_agreement
from adapter.marketplace.batch_summaries.batch_id import BatchId, parse_batch_id, select_hits
from adapter.marketplace.batch_summaries.changes import (
    Change,
    Kind,
    carry_out_part,
    preview_change,
)
from adapter.marketplace.batch_summaries.progress import Hour, count_hours
from adapter.marketplace.batch_summaries.summaries import (
    Batch,
    BatchSummary,
    find_batch,
    list_batches,
    summarize_batch,
)
from adapter.marketplace.batch_summaries.time_spent import MAX_TIMES, TimeSpent, read_time_spent

__all__ = [
    "MAX_TIMES",
    "Agreement",
    "Batch",
    "BatchId",
    "BatchSummary",
    "Change",
    "Hour",
    "Kind",
    "TimeSpent",
    "carry_out_part",
    "count_hours",
    "find_batch",
    "list_batches",
    "parse_batch_id",
    "preview_change",
    "read_agreement",
    "read_time_spent",
    "select_hits",
    "summarize_batch",
]
