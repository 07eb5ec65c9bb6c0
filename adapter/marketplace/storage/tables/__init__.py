"""The tables, a module for each noun. All are imported here, so that METADATA has them all."""

from __future__ import annotations

from adapter.marketplace.storage.tables.accounts import accounts
from adapter.marketplace.storage.tables.assignments import assignments
from adapter.marketplace.storage.tables.base import METADATA, Serial, Time
from adapter.marketplace.storage.tables.bonus_payments import bonus_payments
from adapter.marketplace.storage.tables.hit_types import hit_type_requirements, hit_types
from adapter.marketplace.storage.tables.hits import hits
from adapter.marketplace.storage.tables.installation import installation
from adapter.marketplace.storage.tables.messages import messages
from adapter.marketplace.storage.tables.qualification_requests import qualification_requests
from adapter.marketplace.storage.tables.qualification_types import qualification_types
from adapter.marketplace.storage.tables.qualifications import qualifications
from adapter.marketplace.storage.tables.request_tokens import request_tokens
from adapter.marketplace.storage.tables.worker_blocks import worker_blocks

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
