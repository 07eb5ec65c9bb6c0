"""Limits that stand in the service's documentation and not in its model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.documents import find_refusal
from adapter.marketplace.errors import (
    INVALID,
    OutOfRangeError,
    ParameterValidationError,
    RequestError,
)

if TYPE_CHECKING:
    from adapter.marketplace.documents import Kind
    from adapter.marketplace.transaction import Params

MAX_SECONDS = 2**63 - 1
"""The longest time in seconds where no other limit is documented."""


def check_not_empty(params: Params, *names: str) -> None:
    """Refuses an empty text where one is required."""
    for name in names:
        if not params[name].strip():
            raise ParameterValidationError(INVALID, f"The parameter {name} must not be empty.")


def check_range(params: Params, name: str, low: int, high: int) -> None:
    """Refuses a number that is given and outside its limits."""
    if name in params and not low <= params[name] <= high:
        raise OutOfRangeError(name, params[name], low, high)


def check_length(params: Params, name: str, length: int) -> None:
    """Refuses a text that is given and longer than so many characters."""
    if len(params.get(name, "")) > length:
        raise ParameterValidationError(
            INVALID, f"The parameter {name} is too long: it has at most {length} characters."
        )


def check_document(params: Params, name: str, kind: Kind) -> None:
    """Refuses a document that is given and is too long, or not what it should be."""
    if name in params and (found := find_refusal(kind, params[name])):
        raise RequestError(found.code, found.message)
