"""Numbers as the documents write them, once their schema has found them to be numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

LOWEST, HIGHEST = -(2**31), 2**31 - 1


def whole(text: str) -> int:
    """The whole number, or the nearest that 32 bits hold: longer ones are no amount of anything."""
    return bounded(Decimal(text.strip()))


def bounded(number: Decimal | int) -> int:
    """The number, or the nearest that 32 bits hold."""
    return int(max(LOWEST, min(HIGHEST, number)))


def factor(text: str) -> Fraction:
    """The finite `xs:double`, as its shortest decimal says: "0.1" is a tenth."""
    return Fraction(repr(float(text)))
