"""Read the values of elements in documents that the schema has validated."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from adapter.text import quote_text

if TYPE_CHECKING:
    from adapter.xml.schema import LocatedElement

_OF_SEVERAL = frozenset(("checkbox", "multichooser"))
"""The styles in which several selections can be chosen."""

_MIN_INTEGER, _MAX_INTEGER = -(2**31), 2**31 - 1


def read_text(element: LocatedElement, name: str) -> str:
    """Return the text of the first child with this name, or an empty text if there is none."""
    child = element.find_child(name)
    return child.text if child else ""


def read_integer(element: LocatedElement, name: str, default: int = 0) -> int:
    """Return the integer in the first child with this name, or the default if there is none."""
    child = element.find_child(name)
    return parse_integer(child.text) if child else default


def read_selection_limits(answer: LocatedElement) -> tuple[int, int]:
    """Return how many selections a SelectionAnswer needs, and how many it allows.

    AWS documents one as the default of both. A style that is made for several allows all of them
    by default, and a minimum allows as many.
    """
    low = read_integer(answer, "MinSelectionCount", 1)
    if read_text(answer, "StyleSuggestion").strip() in _OF_SEVERAL:
        most = sum(1 for _ in answer.find_descendants("Selection"))
    else:
        most = max(low, 1)
    return low, read_integer(answer, "MaxSelectionCount", most)


def parse_integer(text: str) -> int:
    """Return the integer, limited to the range of signed 32 bits.

    Raises:
        ValueError: the text is no number.
    """
    try:
        return clamp(Decimal(text.strip()))
    except InvalidOperation:
        raise ValueError(f"{quote_text(text)} is no number") from None


def clamp(number: Decimal | int) -> int:
    """Return the number, limited to the range of signed 32 bits."""
    return int(max(_MIN_INTEGER, min(_MAX_INTEGER, number)))


def parse_factor(text: str) -> Fraction:
    """Return the finite `xs:double` as the fraction of its shortest decimal: "0.1" is 1/10."""
    return Fraction(repr(float(text)))
