"""What a document must hold to besides its schema."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from adapter.marketplace.documents.values import whole
from adapter.text import quoted
from adapter.xml.schema import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.xml.schema import Placed


def faults_of_test(form: Placed) -> Iterator[Fault]:
    """What a qualification test may not have, and a HIT's form may."""
    for each in form.within("FileUploadAnswer"):
        yield Fault(each.line, "a test cannot ask for a file; use FreeTextAnswer")


def faults_of_form(form: Placed) -> Iterator[Fault]:
    """What makes a form impossible to answer, or its answers impossible to tell apart."""
    questions = form.every("Question")
    if not questions:
        yield Fault(form.line, "QuestionForm has no Question")
    yield from _repeated(questions, "QuestionIdentifier")
    for each in form.within("SelectionAnswer"):
        yield from _faults_of_selection(each)


def _faults_of_selection(answer: Placed) -> Iterator[Fault]:
    selections = tuple(answer.within("Selection"))
    yield from _repeated(selections, "SelectionIdentifier")
    least, most = _count(answer, "MinSelectionCount"), _count(answer, "MaxSelectionCount")
    offered = len(selections)
    if least > offered:
        yield Fault(answer.line, f"MinSelectionCount is {least}; the selections are {offered}")
    elif least > most:
        yield Fault(answer.line, f"MinSelectionCount {least} is above MaxSelectionCount {most}")


def _count(answer: Placed, name: str) -> int:
    """The count as stated; one where it is not, as documented."""
    stated = answer.first(name)
    return whole(stated.text) if stated else 1


def faults_of_key(key: Placed) -> Iterator[Fault]:
    """What gives no value for some sums."""
    for most in key.within("MaximumSummedScore"):
        if whole(most.text) < 1:
            yield Fault(most.line, "MaximumSummedScore must be at least 1")
    for factor in key.within("SummedScoreMultiplier"):
        if not math.isfinite(float(factor.text)):
            yield Fault(factor.line, "SummedScoreMultiplier must be a finite number")


def _repeated(elements: Iterable[Placed], name: str) -> Iterator[Fault]:
    """Those of these identifiers that stand there more than once, at their second place."""
    seen = Counter[str]()
    for identifier in (each for element in elements for each in element.every(name)):
        seen[identifier.text] += 1
        if seen[identifier.text] == 2:  # said once, however many there are
            yield Fault(identifier.line, f"{name} {quoted(identifier.text)} is there twice")
