"""Compute a qualification's value from a test's answer key and a worker's answers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from adapter.marketplace.documents.answers import read_answers_by_question
from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.values import clamp, parse_factor, read_integer, read_text

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
        answer_key: an answer key in which `list_violations` finds none.
        answers: an answers document in which `list_violations` finds none.

    Raises:
        ValueError: a document cannot be read.
    """
    key = read_document(DocumentKind.ANSWER_KEY, answer_key).root
    chosen = read_answers_by_question(answers)
    total = sum(_score_question(question, chosen) for question in key.find_children("Question"))
    return clamp(_apply_mapping(key.find_child("QualificationValueMapping"), total))


def _score_question(question: LocatedElement, answers: Mapping[str, Answer]) -> int:
    """Return the score of the answer to one question."""
    answer = answers.get(read_text(question, "QuestionIdentifier"))
    for option in question.find_children("AnswerOption"):
        named = frozenset(each.text for each in option.find_children("SelectionIdentifier"))
        if answer and frozenset(answer.selected or ()) == named and not answer.text:
            return read_integer(option, "AnswerScore")
    return read_integer(question, "DefaultScore")


def _apply_mapping(mapping: LocatedElement | None, total: int) -> int:
    """Return the value that the mapping computes from the sum; without a mapping, the sum."""
    if mapping is None:
        return total
    [method] = mapping.elements
    if method.name == "PercentageMapping":
        return _round(Fraction(100 * total, read_integer(method, "MaximumSummedScore")))
    if method.name == "ScaleMapping":
        return _round(total * parse_factor(read_text(method, "SummedScoreMultiplier")))
    return _apply_ranges(method, total)


def _apply_ranges(mapping: LocatedElement, total: int) -> int:
    for each in mapping.find_children("SummedScoreRange"):
        low = read_integer(each, "InclusiveLowerBound")
        if low <= total <= read_integer(each, "InclusiveUpperBound"):
            return read_integer(each, "QualificationValue")
    return read_integer(mapping, "OutOfRangeQualificationValue")


def _round(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))
