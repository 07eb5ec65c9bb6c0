"""The lists of a seed file, in the order they are loaded: what others refer to comes first."""

from __future__ import annotations

from adapter.marketplace.seeds.people import BLOCKS, MESSAGES
from adapter.marketplace.seeds.qualifications import QUALIFICATIONS, REQUESTS, TYPES

NOUNS = (TYPES, REQUESTS, QUALIFICATIONS, BLOCKS, MESSAGES)
