"""Violations of the current API's shapes, as data and as messages about files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from adapter.current_api.shapes import ARRAY, NOUNS, OBJECT, describe_expected, write_path
from adapter.current_api.times import is_time
from adapter.text import suggest_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from adapter.current_api.model import Shape
    from adapter.current_api.shapes import Path

# Both types are signed. The model gives most members no other limit.
BITS: Mapping[str, int] = MappingProxyType({"integer": 32, "long": 64})

# JSON can carry these characters in a text; XML and some databases cannot.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_UNITS: Mapping[str, str] = MappingProxyType({"string": " characters", "list": " items"})


class Absent(Enum):
    """The placeholder for the value of a missing required member."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Constraint(Enum):
    """A kind of constraint on a value."""

    TYPE = auto()
    BITS = auto()
    CHARACTERS = auto()
    MINIMUM = auto()
    MAXIMUM = auto()
    ENUM = auto()
    PATTERN = auto()
    REQUIRED = auto()
    KNOWN = auto()


@dataclass(frozen=True, slots=True)
class Violation:
    """One constraint that a value breaks.

    Attributes:
        path: the path of the value.
        constraint: the constraint that is broken.
        shape: the shape of the value; for KNOWN, of the structure that lacks this member.
        value: the value; ABSENT for REQUIRED.
    """

    path: Path
    constraint: Constraint
    shape: Shape
    value: object

    def prefix(self, *steps: str | int) -> Violation:
        """Return the violation with these steps before its path."""
        return replace(self, path=(*steps, *self.path))


def find_violations(shape: Shape, value: object) -> Iterator[Violation]:
    """Yield the constraints of a shape that a value breaks, in the order of the API's members.

    A time may be a datetime, ISO 8601 text or an epoch number, and must name its zone. A value of
    the wrong type is one violation, whatever it contains.
    """
    for constraint in _find_broken(shape, value):
        yield Violation((), constraint, shape, value)
    if shape.item is not None and isinstance(value, ARRAY):
        for index, item in enumerate(value):
            for violation in find_violations(shape.item, item):
                yield violation.prefix(index)
    elif shape.type == "structure" and isinstance(value, OBJECT):
        yield from _find_in_members(shape, value)


def _find_in_members(shape: Shape, value: Mapping[str, object]) -> Iterator[Violation]:
    for name in value:
        if name not in shape.members:
            yield Violation((str(name),), Constraint.KNOWN, shape, value[name])
    for name, member in shape.members.items():
        if name in value:
            for violation in find_violations(member, value[name]):
                yield violation.prefix(name)
        elif name in shape.required:
            yield Violation((name,), Constraint.REQUIRED, member, ABSENT)


def find_mismatch(shape: Shape, value: object) -> Constraint | None:
    """Return the constraint of the shape's type that the value breaks; None if it fits the type."""
    if not _TYPES[shape.type](value):
        return Constraint.TYPE
    if isinstance(value, str) and _UNSTORABLE.search(value):
        return Constraint.CHARACTERS
    if isinstance(value, int) and shape.type in BITS:
        limit = 2 ** (BITS[shape.type] - 1)
        return None if -limit <= value < limit else Constraint.BITS
    return None


def describe(violation: Violation) -> str:
    """Return a message about a violation for the author of a file; it begins with the path."""
    return f"{write_path(violation.path)}: {_WORDS[violation.constraint](violation)}"


def measure(value: object) -> int:
    """Return the quantity that limits apply to: a number, or the length of a text or a list."""
    if isinstance(value, int):
        return value
    return len(value) if isinstance(value, str | list | tuple) else 0


def _find_broken(shape: Shape, value: object) -> Iterator[Constraint]:
    """Yield the constraint of the type that the value breaks, or else those of the limits."""
    if (mismatch := find_mismatch(shape, value)) is not None:
        yield mismatch
        return
    if shape.min is not None and measure(value) < shape.min:
        yield Constraint.MINIMUM
    if shape.max is not None and measure(value) > shape.max:
        yield Constraint.MAXIMUM
    if shape.enum and value not in shape.enum:
        yield Constraint.ENUM
    if shape.pattern is not None and not re.fullmatch(shape.pattern, str(value)):
        yield Constraint.PATTERN


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "structure": lambda value: isinstance(value, OBJECT),
        "list": lambda value: isinstance(value, ARRAY),
        "string": lambda value: isinstance(value, str),
        "integer": _is_integer,
        "long": _is_integer,
        "boolean": lambda value: isinstance(value, bool),
        "timestamp": is_time,
    }
)


def _describe_limit(words: str, violation: Violation) -> str:
    unit = _UNITS.get(violation.shape.type, "")
    return f"expected {words}{unit}, found {measure(violation.value)}"


_WORDS: Mapping[Constraint, Callable[[Violation], str]] = MappingProxyType(
    {
        Constraint.TYPE: lambda it: describe_expected(NOUNS[it.shape.type], it.value),
        Constraint.BITS: lambda it: describe_expected(
            f"an integer of {BITS[it.shape.type]} bits", it.value
        ),
        Constraint.CHARACTERS: lambda _: "a text cannot have NUL or half a character in it",
        Constraint.MINIMUM: lambda it: _describe_limit(f"at least {it.shape.min}", it),
        Constraint.MAXIMUM: lambda it: _describe_limit(f"at most {it.shape.max}", it),
        Constraint.ENUM: lambda it: describe_expected(
            f"one of {', '.join(it.shape.enum)}", it.value
        ),
        Constraint.PATTERN: lambda it: describe_expected(
            f"text that matches {it.shape.pattern}", it.value
        ),
        Constraint.REQUIRED: lambda _: "required, but missing",
        Constraint.KNOWN: lambda it: (
            f"no member of {it.shape.name}{suggest_name(str(it.path[-1]), it.shape.members)}"
        ),
    }
)
