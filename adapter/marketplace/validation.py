"""Parameters held against the model of the current API, in the service's words.

The checks of each operation are made once: a call runs through plain functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from adapter.current_api import model as current
from adapter.marketplace.errors import (
    ENUM,
    INVALID,
    ParameterValidationError,
    invalid_value,
    out_of_range,
)
from adapter.text import did_you_mean, quoted, shown

if TYPE_CHECKING:
    from adapter.current_api.model import Shape
    from adapter.marketplace.transaction import Params

Check = Callable[[Any, str], Iterator[ParameterValidationError]]
"""Every reason against a value that stands under this name."""

NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
"""What JSON can say in a text, and neither XML nor every database can hold."""

# A list of thousands of items may be wrong in each.
_MOST_NAMED = 20

# Both are signed.
_BITS = {"integer": 32, "long": 64}


class Checks:
    """The checks of every operation."""

    def __init__(self) -> None:
        api = current.load()
        self._inputs = {name: api.input(name) for name in api.operations}
        self._checks = {name: _structure(shape) for name, shape in self._inputs.items()}
        self._timed = {name for name, shape in self._inputs.items() if _has_times(shape)}

    def checked(self, operation: str, params: Params) -> Params:
        """The parameters, times as datetimes; one that is wrong is a ParameterValidationError.

        It names the first wrong ones, with the code of the very first.
        """
        wrong = tuple(islice(self._checks[operation](params, ""), _MOST_NAMED))
        if wrong:
            text = " ".join(each.message for each in wrong)
            raise ParameterValidationError(wrong[0].code, text)
        if operation in self._timed:
            times: Params = current.read_times(self._inputs[operation], params)
            return times
        return params


def _has_times(shape: Shape) -> bool:
    return any(each.type == "timestamp" for each in shape.members.values())


def _check(shape: Shape) -> Check:
    return _MAKERS[shape.type](shape)


def _structure(shape: Shape) -> Check:
    checks = {name: _check(member) for name, member in shape.members.items()}

    def check(value: Any, name: str) -> Iterator[ParameterValidationError]:
        if not isinstance(value, Mapping):
            yield _wrong_type(name)
            return
        for member, inner in value.items():
            place = f"{name}.{member}" if name else str(member)
            if member in checks:
                yield from checks[member](inner, place)
            else:
                yield _unknown(place, member, checks)
        for member in shape.required - value.keys():
            place = f"{name}.{member}" if name else member
            yield ParameterValidationError(INVALID, f"The parameter {place} is required.")

    return check


def _list(shape: Shape) -> Check:
    item = _check(shape.item) if shape.item is not None else None

    def check(value: Any, name: str) -> Iterator[ParameterValidationError]:
        if item is None or not isinstance(value, list | tuple):
            yield _wrong_type(name)
            return
        for index, inner in enumerate(value):
            yield from item(inner, f"{name}[{index}]")

    return check


def _string(shape: Shape) -> Check:
    pattern = re.compile(shape.pattern) if shape.pattern is not None else None
    low, high, enum = shape.min or 0, shape.max, frozenset(shape.enum)

    def check(value: Any, name: str) -> Iterator[ParameterValidationError]:
        if not isinstance(value, str):
            yield _wrong_type(name)
        elif enum and value not in enum:
            yield _not_in_enumeration(name, value, shape.enum)
        elif (
            len(value) < low
            or (high is not None and len(value) > high)
            or (pattern is not None and not pattern.fullmatch(value))
            or NOT_TEXT.search(value) is not None
        ):
            yield invalid_value(name, value)

    return check


def _integer(shape: Shape) -> Check:
    bits = _BITS[shape.type]
    low = shape.min if shape.min is not None else -(2 ** (bits - 1))
    high = shape.max if shape.max is not None else 2 ** (bits - 1) - 1

    def check(value: Any, name: str) -> Iterator[ParameterValidationError]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield _wrong_type(name)
        elif not low <= value <= high:
            yield out_of_range(name, value, low, high)

    return check


def _boolean(_shape: Shape) -> Check:
    def check(value: Any, name: str) -> Iterator[ParameterValidationError]:
        if not isinstance(value, bool):
            yield _wrong_type(name)

    return check


def _timestamp(shape: Shape) -> Check:
    def check(value: Any, name: str) -> Iterator[ParameterValidationError]:
        if current.problems(shape, value):
            yield _wrong_type(name)

    return check


def _wrong_type(name: str) -> ParameterValidationError:
    text = f"The value of the parameter {name} is not of the right type."
    return ParameterValidationError(INVALID, text)


def _unknown(place: str, name: object, known: Mapping[str, object]) -> ParameterValidationError:
    hint = did_you_mean(str(name), known) or "."
    return ParameterValidationError(INVALID, f"There is no parameter {shown(place)}{hint}")


def _not_in_enumeration(name: str, value: str, enum: tuple[str, ...]) -> ParameterValidationError:
    text = (
        f"The value {quoted(value)} is not valid for the parameter {name}. "
        f"Valid values are: {', '.join(enum)}."
    )
    return ParameterValidationError(ENUM, text)


_MAKERS: Mapping[str, Callable[[Shape], Check]] = {
    "structure": _structure,
    "list": _list,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "boolean": _boolean,
    "timestamp": _timestamp,
}
