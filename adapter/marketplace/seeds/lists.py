"""The lists of a seed file in loading order: a list comes after those that it refers to."""

from __future__ import annotations

from adapter.marketplace.seeds.accounts import BLOCKS, MESSAGES
from adapter.marketplace.seeds.assignments import ASSIGNMENTS, BONUSES
from adapter.marketplace.seeds.hit_types import HIT_TYPES
from adapter.marketplace.seeds.hits import HITS
from adapter.marketplace.seeds.qualifications import QUALIFICATIONS, REQUESTS, TYPES

LISTS = (
    TYPES,
    REQUESTS,
    QUALIFICATIONS,
    HIT_TYPES,
    HITS,
    ASSIGNMENTS,
    BONUSES,
    BLOCKS,
    MESSAGES,
)
