"""Where Amazon answered the current API, and how a call says which operation it wants."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDPOINTS: Mapping[str, str] = MappingProxyType(
    {
        "production": "https://mturk-requester.us-east-1.amazonaws.com",
        "sandbox": "https://mturk-requester-sandbox.us-east-1.amazonaws.com",
    }
)
# The service was in this one region only, and calls are signed for it.
REGION = "us-east-1"
# The header X-Amz-Target is this, a dot, and the operation.
TARGET_PREFIX = "MTurkRequesterServiceV20170117"
