"""Check parameters against the current API's model and AWS's other limits."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from adapter.current_api.model import load
from adapter.current_api.shapes import write_path
from adapter.current_api.times import read_times
from adapter.current_api.violations import BITS, Constraint, find_violations
from adapter.marketplace.documents import raise_for_document
from adapter.marketplace.errors import (
    ENUM,
    INVALID,
    InvalidValueError,
    OutOfRangeError,
    ParameterValidationError,
)
from adapter.marketplace.notifications.specification import REST, SOAP
from adapter.text import quote_text, shorten, suggest_name

if TYPE_CHECKING:
    from adapter.current_api.model import Shape
    from adapter.current_api.violations import Violation
    from adapter.marketplace.documents import DocumentKind
    from adapter.marketplace.storage.transaction import Params

# A list may have thousands of invalid items.
_MAX_NAMED = 20


def check_parameters(operation: str, params: Params) -> Params:
    """Return the parameters with times as datetimes.

    Raises:
        ParameterValidationError: the message names the first invalid values.
    """
    shape = load().find_input(operation)
    found = (each for each in find_violations(shape, params) if not is_extension(each))
    violations = groupby(found, key=lambda violation: violation.path)
    errors = [_build_error(next(group)) for _, group in islice(violations, _MAX_NAMED)]
    if errors:
        text = " ".join(each.message for each in errors)
        raise ParameterValidationError(errors[0].code, text)
    times: Params = read_times(shape, params)
    return times


_LEGACY_TRANSPORTS = frozenset({REST, SOAP})


def is_extension(violation: Violation) -> bool:
    """Return whether the marketplace takes a value that the current API no longer has."""
    is_transport = violation.shape.name == "NotificationTransport"
    return is_transport and violation.value in _LEGACY_TRANSPORTS


def _build_error(violation: Violation) -> ParameterValidationError:
    shape, value = violation.shape, violation.value
    name = write_path(violation.path).removeprefix("$").removeprefix(".")
    match violation.constraint:
        case Constraint.TYPE:
            text = f"The value of the parameter {name} is not of the right type."
        case Constraint.REQUIRED:
            text = f"The parameter {name} is required."
        case Constraint.KNOWN:
            hint = suggest_name(str(violation.path[-1]), shape.members) or "."
            text = f"There is no parameter {shorten(name)}{hint}"
        case Constraint.ENUM:
            text = (
                f"The value {quote_text(str(value))} is not valid for the parameter {name}. "
                f"Valid values are: {', '.join(shape.enum)}."
            )
            return ParameterValidationError(ENUM, text)
        case _ if shape.type in BITS:
            return OutOfRangeError(name, value, *_get_limits(shape))
        case _:
            return InvalidValueError(name, value)
    return ParameterValidationError(INVALID, text)


def _get_limits(shape: Shape) -> tuple[int, int]:
    limit = 2 ** (BITS[shape.type] - 1)
    low = -limit if shape.min is None else shape.min
    return low, limit - 1 if shape.max is None else shape.max


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


def check_document(params: Params, name: str, kind: DocumentKind) -> None:
    """Raise an error if the document is present and too large or invalid."""
    if name in params:
        raise_for_document(kind, params[name])
