"""Limits that the service's documentation states and its model does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.marketplace.refusals import invalid_value, out_of_range

if TYPE_CHECKING:
    from adapter.marketplace.turn import Params

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def between(params: Params, name: str, low: int, high: int) -> None:
    """Refuses a number outside these limits; one that is not given passes."""
    value = params.get(name)
    if value is not None and not low <= value <= high:
        raise out_of_range(name, value, low, high)


def text(params: Params, name: str, longest: int, shortest: int = 0) -> None:
    """Refuses a text that is too long, too short, or has control characters in it."""
    value = params.get(name)
    if value is not None and (
        not shortest <= len(value) <= longest or _CONTROL.search(value) is not None
    ):
        raise invalid_value(name, value)


def byte_length(params: Params, name: str, longest: int) -> None:
    """Refuses a document that is too long as UTF-8."""
    value = params.get(name)
    if value is not None and len(value.encode(errors="surrogatepass")) > longest:
        raise invalid_value(name, value)
