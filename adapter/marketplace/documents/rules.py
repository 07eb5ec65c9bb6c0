"""Find faults that a schema cannot express."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from adapter.marketplace.documents.values import parse_integer
from adapter.text import quote_text
from adapter.xml.schema import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.xml.schema import LocatedElement


def find_test_faults(form: LocatedElement) -> Iterator[Fault]:
    """Yield a fault for each element that a HIT's form allows and a qualification test does not."""
    for each in form.within("FileUploadAnswer"):
        yield Fault(each.line, "a test cannot ask for a file; use FreeTextAnswer")


def find_form_faults(form: LocatedElement) -> Iterator[Fault]:
    """Yield the faults that make a form unanswerable or its answers ambiguous."""
    questions = form.every("Question")
    if not questions:
        yield Fault(form.line, "QuestionForm has no Question")
    yield from _find_repeated(questions, "QuestionIdentifier")
    for each in form.within("SelectionAnswer"):
        yield from _find_selection_faults(each)


def _find_selection_faults(answer: LocatedElement) -> Iterator[Fault]:
    selections = tuple(answer.within("Selection"))
    yield from _find_repeated(selections, "SelectionIdentifier")
    least, most = _read_count(answer, "MinSelectionCount"), _read_count(answer, "MaxSelectionCount")
    offered = len(selections)
    if least > offered:
        yield Fault(answer.line, f"MinSelectionCount is {least}; the selections are {offered}")
    elif least > most:
        yield Fault(answer.line, f"MinSelectionCount {least} is above MaxSelectionCount {most}")


def _read_count(answer: LocatedElement, name: str) -> int:
    """Return the count, or the documented default of one."""
    stated = answer.first(name)
    return parse_integer(stated.text) if stated else 1


def find_key_faults(key: LocatedElement) -> Iterator[Fault]:
    """Yield the faults that leave some sums of scores without a value."""
    for most in key.within("MaximumSummedScore"):
        if parse_integer(most.text) < 1:
            yield Fault(most.line, "MaximumSummedScore must be at least 1")
    for factor in key.within("SummedScoreMultiplier"):
        if not math.isfinite(float(factor.text)):
            yield Fault(factor.line, "SummedScoreMultiplier must be a finite number")


def _find_repeated(elements: Iterable[LocatedElement], name: str) -> Iterator[Fault]:
    """Yield a fault at the second place of each repeated identifier."""
    seen = Counter[str]()
    for identifier in (each for element in elements for each in element.every(name)):
        seen[identifier.text] += 1
        if seen[identifier.text] == 2:  # one fault for each identifier
            yield Fault(identifier.line, f"{name} {quote_text(identifier.text)} is there twice")
