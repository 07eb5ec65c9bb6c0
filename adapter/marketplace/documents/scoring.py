"""Compute a qualification's value from a test's answer key and a worker's answers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from adapter.marketplace.documents.answers import read_answers_by_question
from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.kinds import Kind
from adapter.marketplace.documents.values import clamp, parse_factor, parse_integer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.documents.answers import Answer
    from adapter.xml.schema import LocatedElement


def compute_score(answer_key: str, answers: str) -> int:
    """Return the value, a signed 32-bit integer.

    An option matches if the worker selected exactly its identifiers; the first match counts. A
    question without a match scores its default, whether it was answered or not. Halves are rounded
    up, below zero too. Of overlapping ranges, the first counts.

    Args:
        answer_key: an answer key in which `find_problems` finds none.
        answers: an answers document in which `find_problems` finds none.

    Raises:
        ValueError: a document cannot be read.
    """
    key = read_document(Kind.ANSWER_KEY, answer_key).root
    chosen = read_answers_by_question(answers)
    total = sum(_score_question(question, chosen) for question in key.every("Question"))
    return clamp(_apply_mapping(key.first("QualificationValueMapping"), total))


def _score_question(question: LocatedElement, answers: Mapping[str, Answer]) -> int:
    """Return the score of the answer to one question."""
    answer = answers.get(_read_text(question, "QuestionIdentifier"))
    for option in question.every("AnswerOption"):
        named = frozenset(each.text for each in option.every("SelectionIdentifier"))
        if answer and answer.selected == named and not answer.text:
            return _read_number(option, "AnswerScore")
    return _read_number(question, "DefaultScore") if question.first("DefaultScore") else 0


def _apply_mapping(mapping: LocatedElement | None, total: int) -> int:
    """Return the value that the key's mapping gives the sum; without a mapping, the sum."""
    if mapping is None:
        return total
    [how] = mapping.elements
    if how.name == "PercentageMapping":
        return _round(Fraction(100 * total, _read_number(how, "MaximumSummedScore")))
    if how.name == "ScaleMapping":
        return _round(total * parse_factor(_read_text(how, "SummedScoreMultiplier")))
    return _apply_ranges(how, total)


def _apply_ranges(mapping: LocatedElement, total: int) -> int:
    for each in mapping.every("SummedScoreRange"):
        lower, upper = (
            _read_number(each, "InclusiveLowerBound"),
            _read_number(each, "InclusiveUpperBound"),
        )
        if lower <= total <= upper:
            return _read_number(each, "QualificationValue")
    return _read_number(mapping, "OutOfRangeQualificationValue")


def _round(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def _read_number(element: LocatedElement, name: str) -> int:
    return parse_integer(_read_text(element, name))


def _read_text(element: LocatedElement, name: str) -> str:
    """Return the text of the only child with this name."""
    [child] = element.every(name)
    return child.text
