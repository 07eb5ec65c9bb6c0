"""The tables, a module for each noun. All are imported here, so that METADATA has them all."""

from __future__ import annotations

from adapter.marketplace.storage.tables.accounts import (
    accounts,
    desk_links,
    installation,
    messages,
    request_tokens,
    worker_blocks,
)
from adapter.marketplace.storage.tables.assignments import assignments, bonus_payments
from adapter.marketplace.storage.tables.base import METADATA, Serial, Time
from adapter.marketplace.storage.tables.batch_drafts import batch_drafts
from adapter.marketplace.storage.tables.hits import hit_type_requirements, hit_types, hits
from adapter.marketplace.storage.tables.layouts import layouts
from adapter.marketplace.storage.tables.links import arrivals, invitation_uses, invitations, links
from adapter.marketplace.storage.tables.payouts import payouts
from adapter.marketplace.storage.tables.people import people
from adapter.marketplace.storage.tables.qualifications import (
    qualification_requests,
    qualification_types,
    qualifications,
    test_attempts,
)
from adapter.marketplace.storage.tables.review_jobs import review_job_items, review_jobs
from adapter.marketplace.storage.tables.reviews import review_details
from adapter.marketplace.storage.tables.subscriptions import subscriptions
from adapter.marketplace.storage.tables.uploads import uploads

__all__ = [
    "METADATA",
    "Serial",
    "Time",
    "accounts",
    "arrivals",
    "assignments",
    "batch_drafts",
    "bonus_payments",
    "desk_links",
    "hit_type_requirements",
    "hit_types",
    "hits",
    "installation",
    "invitation_uses",
    "invitations",
    "layouts",
    "links",
    "messages",
    "payouts",
    "people",
    "qualification_requests",
    "qualification_types",
    "qualifications",
    "request_tokens",
    "review_details",
    "review_job_items",
    "review_jobs",
    "subscriptions",
    "test_attempts",
    "uploads",
    "worker_blocks",
]
