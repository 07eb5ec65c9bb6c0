"""The time at the end of error messages, which both APIs write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapter.model import RequestContext

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMPED = re.compile(r"\(\d{10,}( s)?\)\s*\Z")


def build_stamp(context: RequestContext) -> str:
    """Return the milliseconds since 1970 in brackets; in the sandbox followed by ` s`."""
    milliseconds = (context.now - _EPOCH) // timedelta(milliseconds=1)
    return f" ({milliseconds} s)" if context.sandbox else f" ({milliseconds})"


def add_stamp(message: str, stamp: str) -> str:
    """Return the message with the stamp, unless it ends in an upstream's stamp already."""
    return message if _STAMPED.search(message) else message + stamp
