"""Read an answer key: what each answer to a test scores, and which value the sum gives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.values import parse_factor, read_integer, read_text

if TYPE_CHECKING:
    from adapter.xml.schema import LocatedElement


class ValueMapping(Protocol):
    """How the sum of all scores becomes the value."""

    def apply(self, total: int) -> int:
        """Return the value of the sum."""

    def __str__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PlainSum:
    """The sum is the value."""

    def apply(self, total: int) -> int:
        """Return the value of the sum."""
        return total

    def __str__(self) -> str:
        return "the sum is the value"


@dataclass(frozen=True, slots=True)
class Percentage:
    """The value is the percentage of the most that can be scored."""

    most: int

    def apply(self, total: int) -> int:
        """Return the value of the sum."""
        return _round(Fraction(100 * total, self.most))

    def __str__(self) -> str:
        return f"the value is the sum as a percentage of {self.most}"


@dataclass(frozen=True, slots=True)
class Scale:
    """The value is the sum, multiplied."""

    factor: Fraction

    def apply(self, total: int) -> int:
        """Return the value of the sum."""
        return _round(total * self.factor)

    def __str__(self) -> str:
        return f"the value is the sum times {float(self.factor):g}"


@dataclass(frozen=True, slots=True)
class Range:
    """The sums from `low` to `high`, and their value."""

    low: int
    high: int
    value: int


@dataclass(frozen=True, slots=True)
class Ranges:
    """Each range of sums has a value; of overlapping ranges, the first counts."""

    ranges: tuple[Range, ...]
    otherwise: int

    def apply(self, total: int) -> int:
        """Return the value of the sum."""
        found = (each.value for each in self.ranges if each.low <= total <= each.high)
        return next(found, self.otherwise)

    def __str__(self) -> str:
        parts = [f"{each.low} to {each.high}: {each.value}" for each in self.ranges]
        return f"the value of each sum: {', '.join(parts)}, any other: {self.otherwise}"


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """The selections, all of them and no others, that score so much."""

    selections: frozenset[str]
    score: int


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """What the answers to one question score.

    Attributes:
        identifier: of the question.
        options: in order; the first that matches counts.
        default: the score of every other answer, and of none.
    """

    identifier: str
    options: tuple[AnswerOption, ...]
    default: int

    @property
    def best(self) -> int:
        """Return the most that an answer can score."""
        return max([self.default, *(each.score for each in self.options)])


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """An answer key."""

    questions: tuple[KeyQuestion, ...]
    mapping: ValueMapping


def read_answer_key(document: str) -> AnswerKey:
    """Return the answer key.

    Args:
        document: an answer key in which `list_violations` finds none.

    Raises:
        ValueError: the document cannot be read.
    """
    root = read_document(DocumentKind.ANSWER_KEY, document).root
    return AnswerKey(
        tuple(map(_read_question, root.find_children("Question"))),
        _read_mapping(root.find_child("QualificationValueMapping")),
    )


def _read_question(element: LocatedElement) -> KeyQuestion:
    options = tuple(
        AnswerOption(
            frozenset(each.text for each in option.find_children("SelectionIdentifier")),
            read_integer(option, "AnswerScore"),
        )
        for option in element.find_children("AnswerOption")
    )
    identifier = read_text(element, "QuestionIdentifier")
    return KeyQuestion(identifier, options, read_integer(element, "DefaultScore"))


def _read_mapping(element: LocatedElement | None) -> ValueMapping:
    if element is None:
        return PlainSum()
    [method] = element.elements
    if method.name == "PercentageMapping":
        return Percentage(read_integer(method, "MaximumSummedScore"))
    if method.name == "ScaleMapping":
        return Scale(parse_factor(read_text(method, "SummedScoreMultiplier")))
    ranges = tuple(
        Range(
            read_integer(each, "InclusiveLowerBound"),
            read_integer(each, "InclusiveUpperBound"),
            read_integer(each, "QualificationValue"),
        )
        for each in method.find_children("SummedScoreRange")
    )
    return Ranges(ranges, read_integer(method, "OutOfRangeQualificationValue"))


def _round(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))
