"""Give legacy codes to refusals of a parameter, by boto before it sends or by the upstream."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import ModernCall

INVALID = "AWS.MechanicalTurk.InvalidParameterValue"
_RANGE = "AWS.ParameterOutOfRange"
_ENUM = "AWS.InvalidEnumeratedParameter"

# The lines of boto's ParamValidationError, from its validate module, and what the caller reads.
_LOCAL: Mapping[re.Pattern[str], tuple[str, str]] = {
    re.compile(r'Missing required parameter in (?P<place>\S+): "(?P<name>\w+)"'): (
        INVALID,
        "The parameter {name} is required.",
    ),
    re.compile(r'Unknown parameter in (?P<place>\S+): "(?P<name>\w+)"'): (
        INVALID,
        "There is no parameter {name}.",
    ),
    re.compile(r"Invalid type for parameter (?P<name>\S+), value: "): (
        INVALID,
        "The value of the parameter {name} is not of the right type.",
    ),
    re.compile(r"Invalid length for parameter (?P<name>\S+), value: .*min length: (?P<min>\d+)"): (
        INVALID,
        "The value of the parameter {name} is too short: its length is at least {min}.",
    ),
    re.compile(r"Invalid value for parameter (?P<name>\S+), value: .*min value: (?P<min>\S+)"): (
        _RANGE,
        "The value of the parameter {name} is out of range: it is at least {min}.",
    ),
}

# The upstream's own words: "Valid values range from 60 to 31536000", and those that services of
# this wire share: "Member must have value less than or equal to", "must satisfy enum value set".
_REMOTE: Mapping[str, tuple[str, ...]] = {
    _RANGE: ("range from", "between", "out of range", "less than", "greater than"),
    _ENUM: ("enum", "must be one of", "is not one of", "valid values are"),
}


def build_local_refusal(report: str, call: ModernCall) -> RefusedError:
    """Return the refusal that names every parameter of boto's report, with the first one's code."""
    found = [
        (code, _fill(text, match.groupdict()))
        for line in report.splitlines()
        for pattern, (code, text) in _LOCAL.items()
        if (match := pattern.match(line))
    ]
    if not found:
        return RefusedError(INVALID, f"A parameter of {call.operation} has an invalid value.")
    return RefusedError(found[0][0], " ".join(text for _, text in found))


def _fill(text: str, found: dict[str, str]) -> str:
    """Return the text with the parameter's name, behind its place unless that is the top."""
    place = found.get("place", "input")
    name = found["name"] if place == "input" else f"{place}.{found['name']}"
    return text.format(name=name, min=found.get("min"))


def find_legacy_code(message: str) -> str:
    """Return the legacy code for what the upstream says about a parameter."""
    text = message.lower()
    found = (code for code, phrases in _REMOTE.items() if any(each in text for each in phrases))
    return next(found, INVALID)
