"""Check what the schema of a form or an answer key cannot express, such as the XHTML inside it."""

from __future__ import annotations

import math
import re
from collections import Counter
from html.entities import name2codepoint
from typing import TYPE_CHECKING

from adapter.marketplace.documents.addresses import check_addresses
from adapter.marketplace.documents.kinds import XHTML_SCHEMA
from adapter.marketplace.documents.values import parse_integer, read_selection_limits
from adapter.text import quote_text
from adapter.xml import schema as xml_schema
from adapter.xml.schema import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.xml.schema import LocatedElement

_START_TAG = '<FormattedContent xmlns="http://www.w3.org/1999/xhtml">'
_END_TAG = "</FormattedContent>"
_ENTITY = re.compile("&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_MAX_BYTES = 1_000_000


def check_test(form: LocatedElement) -> Iterator[Fault]:
    """Yield a fault for each element that a HIT's form allows and a qualification test does not."""
    for each in form.find_descendants("FileUploadAnswer"):
        yield Fault(each.line, "a test cannot ask for a file; use FreeTextAnswer")


def check_form(form: LocatedElement) -> Iterator[Fault]:
    """Yield the faults that make a form unanswerable or its answers ambiguous."""
    questions = form.find_children("Question")
    if not questions:
        yield Fault(form.line, "QuestionForm has no Question")
    yield from _check_unique(questions, "QuestionIdentifier")
    for each in form.find_descendants("SelectionAnswer"):
        yield from _check_selections(each)


def _check_selections(answer: LocatedElement) -> Iterator[Fault]:
    selections = tuple(answer.find_descendants("Selection"))
    yield from _check_unique(selections, "SelectionIdentifier")
    low, high = read_selection_limits(answer)
    if low > len(selections):
        text = f"MinSelectionCount is {low}; the selections are {len(selections)}"
        yield Fault(answer.line, text)
    elif low > high:
        yield Fault(answer.line, f"MinSelectionCount {low} is above MaxSelectionCount {high}")


def check_answer_key(key: LocatedElement) -> Iterator[Fault]:
    """Yield the faults that leave some sums of scores without a value."""
    for maximum in key.find_descendants("MaximumSummedScore"):
        if parse_integer(maximum.text) < 1:
            yield Fault(maximum.line, "MaximumSummedScore must be at least 1")
    for factor in key.find_descendants("SummedScoreMultiplier"):
        if not math.isfinite(float(factor.text)):
            yield Fault(factor.line, "SummedScoreMultiplier must be a finite number")


def _check_unique(elements: Iterable[LocatedElement], name: str) -> Iterator[Fault]:
    """Yield a fault at the second place of each repeated identifier."""
    counts = Counter[str]()
    for identifier in (each for element in elements for each in element.find_children(name)):
        counts[identifier.text] += 1
        if counts[identifier.text] == 2:  # one fault for each identifier
            yield Fault(identifier.line, f"{name} {quote_text(identifier.text)} is there twice")


def check_xhtml(root: LocatedElement) -> Iterator[Fault]:
    """Yield the faults of the XHTML in `FormattedContent`, which the form's schema treats as text.

    The service put the text into a document of its own in XHTML's namespace and validated that.
    """
    for each in root.find_descendants("FormattedContent"):
        yield from _check_content(each.text, each.line)


def _check_content(text: str, line: int) -> tuple[Fault, ...]:
    """Return the faults of the content.

    Args:
        text: the element's text.
        line: the line of the whole document on which the text begins.
    """
    if "<!--" in text:
        return (Fault(line + text[: text.index("<!--")].count("\n"), "comments are not allowed"),)
    # Leading empty lines make the line numbers of faults those of the whole document.
    content = "\n" * (line - 1) + _START_TAG + _ENTITY.sub(_replace_entity, text) + _END_TAG
    try:
        document = xml_schema.read(content, _MAX_BYTES)
        return document.find_faults(XHTML_SCHEMA) or tuple(check_addresses(document.root))
    except ValueError as error:
        return (Fault(line, f"FormattedContent {error}"),)


def _replace_entity(entity: re.Match[str]) -> str:
    """Return a numeric reference for an HTML entity; leave XML's and unknown entities unchanged."""
    name = entity[1]
    if name in _XML_ENTITIES or name not in name2codepoint:
        return entity[0]
    return f"&#{name2codepoint[name]};"
