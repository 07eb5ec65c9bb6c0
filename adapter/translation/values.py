"""Parse texts as typed values, or refuse them with a reason."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from adapter.errors import OperationError, Problem
from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.mapping.request import Parameter

    Value = str | int | bool

_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_LONGEST_INTEGER = 40
"""A number with more digits is out of every range, so Python does not convert it."""

_TRUE = frozenset({"true", "1", "t"})
_FALSE = frozenset({"false", "0", "f"})

_AMOUNT = re.compile(r"\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_LONGEST_AMOUNT = 200
# Java and PHP send the decimal expansion of a double, which is far nearer to the amount than this.
_NEAR = Fraction(1, 1_000_000_000)

INVALID = "AWS.MechanicalTurk.InvalidParameterValue"
NOT_IN_ENUMERATION = "AWS.InvalidEnumeratedParameter"
# The code that the Java and .NET SDKs map to an exception class of its own.
_REFUSAL_CODES = {"Transport": "AWS.MechanicalTurk.InvalidTransportEndpoint"}


def parse_value(parameter: Parameter, place: str, text: str) -> Value:
    """Return the typed value of a text that was sent at a place.

    Raises:
        OperationError: the parameter does not accept the text.
    """
    return PARSERS[parameter.type](parameter, place, text)


def build_refusal(place: str, reason: str, text: str) -> OperationError:
    """Return the error for a text, in the words of the legacy service."""
    message = (
        f"The value {quote_text(text)} is not valid for the parameter {place}. {place} {reason}."
    )
    return OperationError([Problem(INVALID, message)])


def parse_dollars(place: str, text: str) -> str:
    """Return the amount as the current API takes it, always with two decimals: `0.05`.

    The decimal expansion of a double counts as that double's amount. Any other third decimal is
    refused, because what a worker is paid is never rounded.
    """
    digits = text.strip()
    if len(digits) > _LONGEST_AMOUNT or not _AMOUNT.fullmatch(digits):
        raise build_refusal(place, "takes dollars in the digits 0 to 9, such as 0.05", text)
    amount = Fraction(Decimal(digits))
    cents = round(amount * 100)
    if abs(amount - Fraction(cents, 100)) > _NEAR:
        raise build_refusal(place, "takes dollars with at most two decimals, such as 0.05", text)
    return f"{cents // 100}.{cents % 100:02}"


def _parse_string(parameter: Parameter, place: str, text: str) -> str:
    if parameter.max_length is not None and len(text) > parameter.max_length:
        reason = f"may have {parameter.max_length} characters, not {len(text)}"
        raise build_refusal(place, reason, text)
    return text


def _parse_integer(parameter: Parameter, place: str, text: str) -> int:
    digits = text.strip()
    if not _INTEGER.fullmatch(digits):
        raise build_refusal(place, "takes a whole number in the digits 0 to 9", text)
    number = int(digits) if len(digits) <= _LONGEST_INTEGER else None
    if number is None or not parameter.minimum <= number <= parameter.maximum:
        bounds = f"Valid values range from {parameter.minimum} to {parameter.maximum}."
        message = f"The value {quote_text(text)} is invalid for {place}. {bounds}"
        raise OperationError([Problem("AWS.ParameterOutOfRange", message)])
    return number


def _parse_boolean(_parameter: Parameter, place: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise build_refusal(place, "takes true or false", text)
    return word in _TRUE


def _parse_enumeration(parameter: Parameter, place: str, text: str) -> str:
    word = text.strip()
    value = parameter.synonyms.get(word, word)
    if value in parameter.refused:
        code = _REFUSAL_CODES.get(parameter.name, NOT_IN_ENUMERATION)
        raise OperationError([Problem(code, parameter.refused[value])])
    if value not in parameter.of:
        valid = ", ".join(each for each in parameter.of if each not in parameter.refused)
        message = (
            f"The value {quote_text(text)} you specified for enumeration is invalid. "
            f"{place} takes one of: {valid}."
        )
        raise OperationError([Problem(NOT_IN_ENUMERATION, message)])
    return value


PARSERS: Mapping[str, Callable[[Parameter, str, str], Value]] = {
    "string": _parse_string,
    "integer": _parse_integer,
    "boolean": _parse_boolean,
    "enum": _parse_enumeration,
}
