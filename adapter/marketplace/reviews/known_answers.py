"""Score an assignment by known answers, as ScoreMyKnownAnswers/2011-09-01 does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.reviews.details import ASSIGNMENT, REVIEW, Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCORE = "KnownAnswerScore"


@dataclass(frozen=True, slots=True)
class KnownAnswerScore:
    """Whether the answer to each question of an answer key is right."""

    correct: Mapping[str, bool]

    @property
    def percent(self) -> int:
        """Return the percentage of right answers, rounded down."""
        return 100 * sum(self.correct.values()) // len(self.correct)


def score_known_answers(
    answer_key: Mapping[str, frozenset[str]], values: Mapping[str, frozenset[str]]
) -> KnownAnswerScore:
    """Return the score: an answer is right if it has exactly the values of the answer key."""
    return KnownAnswerScore(
        {name: values.get(name, frozenset()) == right for name, right in answer_key.items()}
    )


def describe_score(assignment_id: str, score: KnownAnswerScore) -> Iterator[Detail]:
    """Yield the results and the action, with the keys and texts of Amazon's sample report."""
    for question, correct in score.correct.items():
        value = str(int(correct))
        yield Detail(ASSIGNMENT, assignment_id, "KnownAnswerCorrect", value, question)
    yield Detail(ASSIGNMENT, assignment_id, SCORE, str(score.percent))
    number, right = len(score.correct), sum(score.correct.values())
    answers = "one known answer" if number == 1 else f"{number} known answers"
    text = f"Reviewed {answers}; {right}/{number} correct"
    yield Detail(ASSIGNMENT, assignment_id, REVIEW, text, status="Succeeded")
