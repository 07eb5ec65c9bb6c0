"""How often workers of the same HIT gave the same answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapter.marketplace.batch_summaries.batch_id import select_hits
from adapter.marketplace.documents.answers import read_answers
from adapter.marketplace.storage.tables import assignments, hits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adapter.marketplace.batch_summaries.batch_id import BatchId
    from adapter.marketplace.storage.transaction import Transaction

MAX_ANSWERS = 200
"""How many answers are read: those of the newest HITs with two or more."""
MAX_VALUES = 20
"""The most different values of a field for which agreement says anything."""

_LONGEST = 100_000
"""Longer answers are not read, as all of them would not fit into memory."""

_ANSWERED = ("Submitted", "Approved")


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far workers agree on one field.

    Attributes:
        field: the question's identifier.
        pairs: pairs of workers who both answered it in the same HIT.
        same: how many of these gave the same answer.
        values: the different answers, and how often each was given, the most frequent first.
    """

    field: str
    pairs: int
    same: int
    values: Sequence[tuple[str, int]]

    @property
    def percent(self) -> int:
        """Return how many of a hundred pairs agree."""
        return round(100 * self.same / self.pairs)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far workers agree.

    Attributes:
        hits: how many HITs were read.
        answers: how many answers they have.
        fields: those with few values, in the order of the answers.
    """

    hits: int
    answers: int
    fields: Sequence[FieldAgreement]


def read_agreement(transaction: Transaction, batch: BatchId) -> Agreement:
    """Return the agreement in the batch's newest HITs; rejected assignments do not count."""
    several = (
        select(hits.c.id)
        .where(select_hits(transaction, batch), hits.c.submitted + hits.c.completed > 1)
        .order_by(hits.c.serial.desc())
        .limit(MAX_ANSWERS // 2)
        .scalar_subquery()
    )
    found = (
        select(assignments.c.hit_id, assignments.c.answer)
        .join_from(assignments, hits, hits.c.id == assignments.c.hit_id)
        .where(
            hits.c.id.in_(several),
            assignments.c.status.in_(_ANSWERED),
            func.length(assignments.c.answer) <= _LONGEST,
        )
        .order_by(hits.c.serial.desc(), assignments.c.serial)
        .limit(MAX_ANSWERS)
    )
    answers: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for hit_id, document in transaction.execute(found):
        answers[hit_id].append(_read_values(document))
    number = sum(len(each) for each in answers.values())
    return Agreement(len(answers), number, _compare(answers.values()))


def _read_values(document: str | None) -> Mapping[str, str]:
    """Return the value of each question; none of a seed's answers that are not valid."""
    try:
        answers = read_answers(document or "")
    except (ValueError, IndexError):
        return {}
    return {
        each.question: "|".join([*(each.selected or ()), *([each.text] if each.text else [])])
        for each in answers
    }


def _compare(answers: Iterable[Sequence[Mapping[str, str]]]) -> Sequence[FieldAgreement]:
    """Return the agreement on each field with few values.

    Args:
        answers: those of each HIT.
    """
    of_hits: dict[str, list[Counter[str]]] = defaultdict(list)
    for of_hit in answers:
        fields = dict.fromkeys(field for each in of_hit for field in each)
        for field in fields:
            of_hits[field].append(Counter(each[field] for each in of_hit if field in each))
    compared = (_compare_field(field, counts) for field, counts in of_hits.items())
    return [each for each in compared if each is not None]


def _compare_field(field: str, counts: Sequence[Counter[str]]) -> FieldAgreement | None:
    every: Counter[str] = sum(counts, Counter())
    pairs = sum(comb(each.total(), 2) for each in counts)
    # Texts in the worker's own words rarely repeat.
    if not pairs or len(every) > MAX_VALUES or 2 * len(every) > every.total():
        return None
    same = sum(comb(number, 2) for each in counts for number in each.values())
    return FieldAgreement(field, pairs, same, every.most_common())
