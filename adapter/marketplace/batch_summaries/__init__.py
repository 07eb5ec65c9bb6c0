"""Batches as requesters follow them: HITs of one type, and of one BatchId where they have one.

Amazon's requester site wrote `BatchId:17;…` into the RequesterAnnotation of each HIT of a batch.
HITs without it are one batch for each type, as programs make them.
"""

from adapter.marketplace.batch_summaries.batch_id import (
    BatchId,
    parse_batch_id,
    select_hits,
)
from adapter.marketplace.batch_summaries.summaries import (
    BatchSummary,
    find_batch,
    list_batches,
)

__all__ = [
    "BatchId",
    "BatchSummary",
    "find_batch",
    "list_batches",
    "parse_batch_id",
    "select_hits",
]
