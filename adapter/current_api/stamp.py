"""The time that ends an error's message, in legacy and in current answers alike."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapter.model import RequestContext

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMPED = re.compile(r"\(\d{10,}( s)?\)\s*\Z")


def stamp(context: RequestContext) -> str:
    """Return the epoch milliseconds in brackets that end a message, marked in the sandbox."""
    milliseconds = (context.now - _EPOCH) // timedelta(milliseconds=1)
    return f" ({milliseconds} s)" if context.sandbox else f" ({milliseconds})"


def stamped(message: str, end: str) -> str:
    """The message with that end; an upstream's has one already, with the upstream's time."""
    return message if _STAMPED.search(message) else message + end
