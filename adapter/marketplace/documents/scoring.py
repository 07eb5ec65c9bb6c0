"""Compute a qualification's value from a test's answer key and a worker's answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents.answer_keys import read_answer_key
from adapter.marketplace.documents.answers import read_answers_by_question
from adapter.marketplace.documents.values import clamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.documents.answer_keys import AnswerKey, AnswerOption, KeyQuestion
    from adapter.marketplace.documents.answers import Answer


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """What the key says of the answer to one question.

    Attributes:
        question: in the key.
        option: the option that the answer matches; None: the default counts.
    """

    question: KeyQuestion
    option: AnswerOption | None

    @property
    def score(self) -> int:
        """Return the score of the answer."""
        return self.question.default if self.option is None else self.option.score


@dataclass(frozen=True, slots=True)
class Score:
    """What the key says of a worker's answers.

    Attributes:
        questions: those of the key, in its order.
        total: the sum of their scores.
        value: the qualification's value, a signed 32-bit integer.
    """

    questions: tuple[ScoredQuestion, ...]
    total: int
    value: int


def score_answers(key: AnswerKey, answers: Mapping[str, Answer]) -> Score:
    """Return what the key says of each answer, and of all.

    An option matches if the worker selected exactly its identifiers; the first match counts. A
    question without a match scores its default, whether it was answered or not. Halves are rounded
    up, below zero too. Of overlapping ranges, the first counts.

    Args:
        key: the answer key.
        answers: by question identifier.
    """
    scored = tuple(_score_question(each, answers) for each in key.questions)
    total = sum(each.score for each in scored)
    return Score(scored, total, clamp(key.mapping.apply(total)))


def compute_score(answer_key: str, answers: str) -> int:
    """Return the value that a key gives for answers; see `score_answers`.

    Args:
        answer_key: an answer key in which `list_violations` finds none.
        answers: an answers document in which `list_violations` finds none.

    Raises:
        ValueError: a document cannot be read.
    """
    return score_answers(read_answer_key(answer_key), read_answers_by_question(answers)).value


def _score_question(question: KeyQuestion, answers: Mapping[str, Answer]) -> ScoredQuestion:
    answer = answers.get(question.identifier)
    selected = frozenset((answer and answer.selected) or ())
    matching = (
        each
        for each in question.options
        if answer and selected == each.selections and not answer.text
    )
    return ScoredQuestion(question, next(matching, None))
