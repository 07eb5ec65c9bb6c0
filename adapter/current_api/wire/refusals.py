"""Messages about wrong parameters of a call, in the words of AWS's services.

Programs parse these messages. Source, captured from the service: "1 validation error detected:
Value '0.9752' at 'bonusAmount' failed to satisfy constraint: Member must satisfy regular expression
pattern: …".
"""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.current_api.shapes import NOUNS, write_path
from adapter.current_api.violations import ABSENT, BITS, Constraint, find_mismatch, find_violations
from adapter.text import quote_text, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.current_api.model import Shape
    from adapter.current_api.shapes import UnfitError
    from adapter.current_api.violations import Violation

# Each of a million items may break a limit, so the message and the count both have a limit.
_WRITTEN = 20
_COUNTED = 1_000

_KINDS: Mapping[type, str] = MappingProxyType(
    {dict: "an object", list: "a list", bool: "true or false", int: "an integer", float: "a number"}
)


def describe_violations(shape: Shape, params: Mapping[str, object]) -> str:
    """Return a message about the violations in an operation's parameters; empty if there are none.

    The message lists the first twenty. Their number is exact up to a thousand.

    Args:
        shape: the structure of the operation's parameters.
        params: the parameters; their types are right already.
    """
    found = find_violations(shape, params)
    written = [_describe(each) for each in islice(found, _WRITTEN)]
    if not written:
        return ""
    total = len(written) + sum(1 for _ in islice(found, _COUNTED + 1 - len(written)))
    if total > _COUNTED:
        return f"More than {_COUNTED} validation errors detected: {'; '.join(written)}; and more"
    many = "1 validation error" if total == 1 else f"{total} validation errors"
    more = [f"and {total - _WRITTEN} more"] if total > _WRITTEN else []
    return f"{many} detected: {'; '.join(written + more)}"


def describe_mismatch(error: UnfitError) -> str:
    """Return a message about a value of a wrong type; it begins with the path.

    The message repeats the beginning of a text, and only the type of any other value.
    """
    shape, value = error.shape, error.value
    match find_mismatch(shape, value):
        case Constraint.BITS:
            reason = f"the integer has more than {BITS[shape.type]} bits"
        case Constraint.CHARACTERS if "\0" in str(value):
            reason = "there is a NUL character in the text; leave it out"
        case Constraint.CHARACTERS:
            reason = "there is half a surrogate pair in the text"
        case _:
            found = "null" if value is None else _KINDS.get(type(value), "")
            reason = f"expected {NOUNS[shape.type]}, found {found or quote_text(str(value))}"
    return f"{write_path(error.path)}: {reason}"


def _describe(violation: Violation) -> str:
    value = violation.value
    if value is ABSENT:
        text = "null"
    elif isinstance(value, list | tuple):
        text = f"'[{len(value)} members]'"
    else:
        text = f"'{shorten(str(value))}'"
    # AWS writes a path as `hITId` or `workerIds.1.member`.
    place = ".".join(
        f"{step + 1}.member" if isinstance(step, int) else step[:1].lower() + step[1:]
        for step in violation.path
    )
    return (
        f"Value {text} at '{place}' failed to satisfy constraint: "
        f"Member must {_describe_rule(violation)}"
    )


def _describe_rule(violation: Violation) -> str:
    shape, value = violation.shape, violation.value
    measure = "value" if isinstance(value, int) else "length"
    match violation.constraint:
        case Constraint.MINIMUM:
            return f"have {measure} greater than or equal to {shape.min}"
        case Constraint.MAXIMUM:
            return f"have {measure} less than or equal to {shape.max}"
        case Constraint.ENUM:
            return f"satisfy enum value set: [{', '.join(shape.enum)}]"
        case Constraint.PATTERN:
            return f"satisfy regular expression pattern: {shape.pattern}"
    return "not be null"
