"""Parse numbers that the schema has validated."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

LOWEST, HIGHEST = -(2**31), 2**31 - 1


def parse_integer(text: str) -> int:
    """Return the integer, limited to the range of signed 32 bits."""
    return clamp(Decimal(text.strip()))


def clamp(number: Decimal | int) -> int:
    """Return the number, limited to the range of signed 32 bits."""
    return int(max(LOWEST, min(HIGHEST, number)))


def parse_factor(text: str) -> Fraction:
    """Return the finite `xs:double` as the fraction of its shortest decimal: "0.1" is 1/10."""
    return Fraction(repr(float(text)))
