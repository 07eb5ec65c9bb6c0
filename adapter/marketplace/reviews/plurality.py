"""Compare the answers of several workers, as SimplePlurality/2011-09-01 does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.reviews.details import ASSIGNMENT, HIT, Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.marketplace.hits.review_policies import Plurality

    Values = Mapping[str, frozenset[str]]
    """The values of one assignment by question identifier."""

_MAX_LENGTH = 256
_ALL = 100


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement about one question: the agreed values, and the percentage of workers."""

    values: frozenset[str]
    percent: int


def find_agreements(policy: Plurality, assignments: Sequence[Values]) -> Mapping[str, Agreement]:
    """Return the agreement about each question that has one."""
    found = {each: _find_agreement(policy, each, assignments) for each in policy.questions}
    return {question: agreement for question, agreement in found.items() if agreement}


def _find_agreement(
    policy: Plurality, question: str, assignments: Sequence[Values]
) -> Agreement | None:
    answers = [each.get(question, frozenset()) for each in assignments]
    # An answer that is too long is not used; a worker without an answer agrees with nobody.
    used = [each for each in answers if all(len(value) <= _MAX_LENGTH for value in each)]
    ranked = Counter(each for each in used if each).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    values, number = ranked[0]
    percent = 100 * number // len(used)
    # The threshold is to be exceeded, and Amazon's samples have a threshold of 100.
    agreed = percent > policy.threshold or percent == _ALL
    return Agreement(values, percent) if agreed else None


def score_hit(policy: Plurality, agreements: Mapping[str, Agreement]) -> int:
    """Return the percentage of questions with an agreement, rounded down."""
    return 100 * len(agreements) // len(policy.questions)


def score_worker(values: Values, agreements: Mapping[str, Agreement]) -> int | None:
    """Return the percentage of agreements that a worker is part of; None without any agreement."""
    if not agreements:
        return None
    return 100 * _count_agreed(values, agreements) // len(agreements)


def _count_agreed(values: Values, agreements: Mapping[str, Agreement]) -> int:
    return sum(values.get(name) == each.values for name, each in agreements.items())


def describe_hit(
    hit_id: str, policy: Plurality, agreements: Mapping[str, Agreement]
) -> Iterator[Detail]:
    """Yield the results about the HIT and its questions, with the keys of Amazon's table."""
    for question in policy.questions:
        agreement = agreements.get(question)
        found = str(agreement is not None).lower()
        yield Detail(HIT, hit_id, "AgreedAnswerFound", found, question)
        if agreement is not None:
            agreed = "|".join(sorted(agreement.values))
            yield Detail(HIT, hit_id, "AgreedAnswer", agreed, question)
            yield Detail(HIT, hit_id, "AnswerAgreementScore", str(agreement.percent), question)
    yield Detail(HIT, hit_id, "HitAgreementScore", str(score_hit(policy, agreements)))


def describe_worker(
    assignment_id: str, values: Values, agreements: Mapping[str, Agreement]
) -> Iterator[Detail]:
    """Yield the results about one assignment."""
    score = score_worker(values, agreements)
    if score is not None:
        yield Detail(ASSIGNMENT, assignment_id, "WorkerAgreementScore", str(score))
    right = _count_agreed(values, agreements)
    wrong = len(agreements) - right
    yield Detail(ASSIGNMENT, assignment_id, "PluralityAnswersCorrect", str(right))
    yield Detail(ASSIGNMENT, assignment_id, "PluralityAnswersIncorrect", str(wrong))
