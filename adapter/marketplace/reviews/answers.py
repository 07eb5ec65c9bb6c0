"""Read the values that a worker gave to each question."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from adapter.marketplace.documents import DocumentKind, list_violations
from adapter.marketplace.documents.answers import read_answers
from adapter.marketplace.hits.review_policies import normalize_values

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_values(document: str | None) -> Mapping[str, frozenset[str]]:
    """Return the values by question identifier; none of a seed's answers that are not valid.

    Several answers to one question, as checkboxes of one name give them, are one set of values.
    """
    if document is None or list_violations(DocumentKind.ANSWERS, document):
        return {}
    values: dict[str, list[str]] = defaultdict(list)
    for answer in read_answers(document):
        values[answer.question] += [*(answer.selected or ())]
        values[answer.question] += [answer.text] if answer.text else []
    return {question: normalize_values(each) for question, each in values.items()}
