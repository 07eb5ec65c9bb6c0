"""From decoded text to typed arguments, or every problem at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from adapter.errors import OperationError, Problem
from adapter.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Mapping, Parameter
    from adapter.messages import LegacyCall

    Value = str | int | bool

_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_NUMBERED = re.compile(r"\.?[0-9]+$")
_LONGEST_INTEGER = 40
"""Digits beyond this are out of any range; Python's own conversion is never asked."""

_TRUE = frozenset({"true", "1", "t"})
_FALSE = frozenset({"false", "0", "f"})


def check(call: LegacyCall, mapping: Mapping, *, strict: bool = False) -> Dictionary[str, Any]:
    """What the caller asked for, by documented name; what is absent without default is not in it.

    Args:
        call: as it was read.
        mapping: of its operation.
        strict: unknown parameters are problems too, instead of having no effect.

    Raises:
        OperationError: with every parameter that is missing, repeated, wrong or refused.
    """
    given = _given(call)
    texts = {each.name: _texts(each, given) for each in mapping.request}
    problems = _missing([p.name for p in mapping.request if p.required and not texts[p.name]])
    values: dict[str, Value] = {}
    for parameter in mapping.request:
        try:
            value = _argument(parameter, texts[parameter.name])
        except OperationError as error:
            problems += error.problems
        else:
            values |= {} if value is None else {parameter.name: value}
    problems += [_stranger(name, mapping) for name in unknown(call, mapping) if strict]
    if problems:
        raise OperationError(problems)
    return values


def unknown(call: LegacyCall, mapping: Mapping) -> tuple[str, ...]:
    """The names sent that the operation does not know, in the order sent."""
    known = {name for p in mapping.request for name in (p.name, *p.aliases)}
    known |= {each.name for each in mapping.ignored} | {"ResponseGroup"}
    return tuple(name for name, _ in call.parameters if _plain(name) not in known)


def _given(call: LegacyCall) -> Dictionary[str, list[str]]:
    """Every text by plain name; `None` is what boto writes for an argument left out."""
    given: dict[str, list[str]] = {}
    for name, text in call.parameters:
        texts = given.setdefault(_plain(name), [])
        if text not in {"", "None", *texts}:
            texts.append(text)
    return given


def _plain(name: str) -> str:
    """`ResponseGroup` of `ResponseGroup.1` (most), `.0` (rturk) and `ResponseGroup0` (MTurkR)."""
    return _NUMBERED.sub("", name)


def _texts(parameter: Parameter, given: Dictionary[str, list[str]]) -> list[str]:
    """What was given under the parameter's own name, else under the first alias that was used."""
    found = (given.get(name) for name in (parameter.name, *parameter.aliases))
    return next((each for each in found if each), [])


def _argument(parameter: Parameter, texts: list[str]) -> Value | None:
    if len(texts) > 1:
        raise _refused(parameter, f"was given {len(texts)} different values; send one", texts[1])
    return READERS[parameter.type](parameter, texts[0]) if texts else parameter.default


def _string(parameter: Parameter, text: str) -> str:
    if parameter.max_length is not None and len(text) > parameter.max_length:
        reason = f"may have {parameter.max_length} characters, not {len(text)}"
        raise _refused(parameter, reason, text)
    return text


def _integer(parameter: Parameter, text: str) -> int:
    digits = text.strip()
    if not _INTEGER.fullmatch(digits):
        raise _refused(parameter, "takes a whole number in the digits 0 to 9", text)
    number = int(digits) if len(digits) <= _LONGEST_INTEGER else None
    if number is None or not parameter.minimum <= number <= parameter.maximum:
        bounds = f"Valid values range from {parameter.minimum} to {parameter.maximum}."
        message = f"The value {quoted(text)} is invalid for {parameter.name}. {bounds}"
        raise OperationError([Problem("AWS.ParameterOutOfRange", message)])
    return number


def _boolean(parameter: Parameter, text: str) -> bool:
    spelled = text.strip().lower()
    if spelled not in _TRUE | _FALSE:
        raise _refused(parameter, "takes true or false", text)
    return spelled in _TRUE


def _enumerated(parameter: Parameter, text: str) -> str:
    value = parameter.synonyms.get(text, text)
    if value not in parameter.of:
        valid = ", ".join(parameter.of)
        message = (
            f"The value {quoted(text)} you specified for enumeration is invalid. "
            f"{parameter.name} takes one of: {valid}."
        )
        raise OperationError([Problem("AWS.InvalidEnumeratedParameter", message)])
    return value


READERS: Dictionary[str, Callable[[Parameter, str], Value]] = {
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "enum": _enumerated,
}


def _refused(parameter: Parameter, reason: str, text: str) -> OperationError:
    message = (
        f"The value {quoted(text)} is not valid for the parameter {parameter.name}. "
        f"{parameter.name} {reason}."
    )
    return OperationError([Problem("AWS.MechanicalTurk.InvalidParameterValue", message)])


def _missing(names: list[str]) -> list[Problem]:
    if not names:
        return []
    required = f"Required parameters include {', '.join(names)}."
    message = f"Your request is missing required parameters. {required}"
    return [Problem("AWS.MissingParameters", message)]


def _stranger(name: str, mapping: Mapping) -> Problem:
    known = ", ".join(each.name for each in mapping.request) or "none"
    message = f"{quoted(name)} is not a parameter of {mapping.operation}. Its parameters: {known}."
    return Problem("AWS.MechanicalTurk.InvalidParameterValue", message)
