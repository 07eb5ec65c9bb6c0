"""The tables, one module a noun; every one is imported here, so that METADATA holds them all."""

from __future__ import annotations

from adapter.marketplace.tables.accounts import accounts
from adapter.marketplace.tables.assignments import assignments
from adapter.marketplace.tables.base import METADATA, Serial, Time
from adapter.marketplace.tables.bonus_payments import bonus_payments
from adapter.marketplace.tables.hit_types import hit_type_requirements, hit_types
from adapter.marketplace.tables.hits import hits
from adapter.marketplace.tables.installation import installation
from adapter.marketplace.tables.messages import messages
from adapter.marketplace.tables.qualification_requests import qualification_requests
from adapter.marketplace.tables.qualification_types import qualification_types
from adapter.marketplace.tables.qualifications import qualifications
from adapter.marketplace.tables.request_tokens import request_tokens
from adapter.marketplace.tables.worker_blocks import worker_blocks

__all__ = [
    "METADATA",
    "Serial",
    "Time",
    "accounts",
    "assignments",
    "bonus_payments",
    "hit_type_requirements",
    "hit_types",
    "hits",
    "installation",
    "messages",
    "qualification_requests",
    "qualification_types",
    "qualifications",
    "request_tokens",
    "worker_blocks",
]
