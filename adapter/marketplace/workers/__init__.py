"""The actions of workers, which people did on Amazon's website for workers.

The requesters' API does not have them. People's pages, scripts and tests call them.
"""

from __future__ import annotations

from adapter.marketplace.workers.attempts import Attempt
from adapter.marketplace.workers.earnings import Earnings, sum_earnings
from adapter.marketplace.workers.groups import Group
from adapter.marketplace.workers.questions import read_question
from adapter.marketplace.workers.standings import Obstacle, Standing
from adapter.marketplace.workers.submissions import Submission, submit_by_id
from adapter.marketplace.workers.work import Day, Work, sum_days
from adapter.marketplace.workers.worker import Worker

__all__ = [
    "Attempt",
    "Day",
    "Earnings",
    "Group",
    "Obstacle",
    "Standing",
    "Submission",
    "Work",
    "Worker",
    "read_question",
    "submit_by_id",
    "sum_days",
    "sum_earnings",
]
