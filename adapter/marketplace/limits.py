"""Check limits that AWS documents and that the API's model does not contain."""

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
    from adapter.marketplace.storage.transaction import Params

MAX_SECONDS = 2**63 - 1
"""The maximum number of seconds where AWS documents no other limit."""


def check_not_empty(params: Params, *names: str) -> None:
    """Raise an error if one of these texts is empty."""
    for name in names:
        if not params[name].strip():
            raise ParameterValidationError(INVALID, f"The parameter {name} must not be empty.")


def check_range(params: Params, name: str, low: int, high: int) -> None:
    """Raise an error if the number is present and outside its limits."""
    if name in params and not low <= params[name] <= high:
        raise OutOfRangeError(name, params[name], low, high)


def check_length(params: Params, name: str, length: int) -> None:
    """Raise an error if the text is present and has more characters than `length`."""
    if len(params.get(name, "")) > length:
        raise ParameterValidationError(
            INVALID, f"The parameter {name} is too long: it has at most {length} characters."
        )


def check_document(params: Params, name: str, kind: Kind) -> None:
    """Raise an error if the document is present and too large or invalid."""
    if name in params and (found := find_refusal(kind, params[name])):
        raise RequestError(found.code, found.message)
