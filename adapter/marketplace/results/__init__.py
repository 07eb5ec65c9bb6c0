"""Results as files for requesters, and the decisions that come back in them."""

from __future__ import annotations

from adapter.marketplace.results.decisions import (
    Decision,
    ReviewedFile,
    read_decisions,
    write_decisions,
)
from adapter.marketplace.results.review import Outcome, Review, carry_out, plan_review
from adapter.marketplace.results.rows import Wanted
from adapter.marketplace.results.write import Format, Results, open_results

__all__ = [
    "Decision",
    "Format",
    "Outcome",
    "Results",
    "Review",
    "ReviewedFile",
    "Wanted",
    "carry_out",
    "open_results",
    "plan_review",
    "read_decisions",
    "write_decisions",
]
