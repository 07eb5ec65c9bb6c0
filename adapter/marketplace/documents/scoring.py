"""The value of a qualification, worked out from a test's answer key and a worker's answers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from adapter.marketplace.documents.answers import given
from adapter.marketplace.documents.check import read
from adapter.marketplace.documents.kinds import Kind
from adapter.marketplace.documents.values import bounded, factor, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.documents.answers import Answer
    from adapter.xml.schema import Placed


def score(answer_key: str, answers: str) -> int:
    """The value, as an integer of 32 bits.

    An option counts when the worker selected what it names and nothing else; where several do, the
    first. A question that matches no option, answered or not, counts its default. Halves are
    rounded up, also below zero; where ranges overlap, the first holds.

    Args:
        answer_key: one that has no `problems`.
        answers: likewise.

    Raises:
        ValueError: one of them cannot be read.
    """
    key = read(Kind.ANSWER_KEY, answer_key).root
    chosen = given(answers)
    total = sum(_points(question, chosen) for question in key.every("Question"))
    return bounded(_mapped(key.first("QualificationValueMapping"), total))


def _points(question: Placed, answers: Mapping[str, Answer]) -> int:
    """What the answer to one question counts."""
    answer = answers.get(_text(question, "QuestionIdentifier"))
    for option in question.every("AnswerOption"):
        named = frozenset(each.text for each in option.every("SelectionIdentifier"))
        if answer and answer.selected == named and not answer.text:
            return _number(option, "AnswerScore")
    return _number(question, "DefaultScore") if question.first("DefaultScore") else 0


def _mapped(mapping: Placed | None, total: int) -> int:
    """The sum as the key's mapping turns it into a value; without one, the sum itself."""
    if mapping is None:
        return total
    [how] = mapping.elements
    if how.name == "PercentageMapping":
        return _rounded(Fraction(100 * total, _number(how, "MaximumSummedScore")))
    if how.name == "ScaleMapping":
        return _rounded(total * factor(_text(how, "SummedScoreMultiplier")))
    return _in_range(how, total)


def _in_range(mapping: Placed, total: int) -> int:
    for each in mapping.every("SummedScoreRange"):
        lower, upper = _number(each, "InclusiveLowerBound"), _number(each, "InclusiveUpperBound")
        if lower <= total <= upper:
            return _number(each, "QualificationValue")
    return _number(mapping, "OutOfRangeQualificationValue")


def _rounded(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def _number(element: Placed, name: str) -> int:
    return whole(_text(element, name))


def _text(element: Placed, name: str) -> str:
    """The text of the element's one child of that name."""
    [child] = element.every(name)
    return child.text
