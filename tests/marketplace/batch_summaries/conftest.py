"""A batch of HITs for three workers each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reviewing import SLOW, Batch
from support.work import make_type

if TYPE_CHECKING:
    from support.market import Market


@pytest.fixture
def batch(market: Market) -> Batch:
    """A batch of HITs of one type, with no HIT yet."""
    return Batch(market, make_type(market, **SLOW))
