"""Check a worker's answers against the questions of a form."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from adapter.marketplace.documents.answers import read_answers
from adapter.marketplace.documents.check import list_violations, raise_for_document
from adapter.marketplace.documents.formats import FormatMatcher
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.questions import (
    FileUploadAnswer,
    FreeTextAnswer,
    SelectionAnswer,
    read_form,
)
from adapter.marketplace.errors import INVALID, RequestError
from adapter.text import quote_text, write_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.marketplace.documents.answers import Answer
    from adapter.marketplace.documents.questions import Question

_REQUIRED = {
    FreeTextAnswer: "write an answer",
    SelectionAnswer: "choose an answer",
    FileUploadAnswer: "choose a file",
}
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")


def raise_for_answers(noun: str, form: str | None, answers: str) -> None:
    """Raise an error if the answers are not a valid document or do not fit the form.

    Args:
        noun: the word for the form in the message.
        form: a test or a HIT's question; None accepts any answers.
        answers: a QuestionFormAnswers document.

    Raises:
        RequestError: the answers are refused.
    """
    raise_for_document(DocumentKind.ANSWERS, answers)
    if form is not None and (reasons := check_answers(form, answers)):
        text = f"The answers do not fit the {noun}: {'; '.join(reasons)}."
        raise RequestError(INVALID, text)


def check_answers(form: str, answers: str) -> tuple[str, ...]:
    """Return the reasons why the answers do not fit the form; empty if they fit.

    Args:
        form: a test or a HIT's question. An HTMLQuestion or ExternalQuestion accepts any answers.
        answers: a QuestionFormAnswers document.
    """
    for kind, document in ((DocumentKind.QUESTION, form), (DocumentKind.ANSWERS, answers)):
        if violations := list_violations(kind, document):
            return violations
    questions = read_form(form).questions
    return tuple(_compare(questions, read_answers(answers))) if questions else ()


def _compare(questions: Sequence[Question], answers: Sequence[Answer]) -> Iterator[str]:
    """Yield the reasons why the answers do not fit the questions."""
    counts = Counter(each.question for each in answers)
    for identifier, count in counts.items():
        if count > 1:
            yield f"question {quote_text(identifier)} is answered {count} times"
    known = {each.identifier for each in questions}
    for identifier in counts:
        if identifier not in known:
            yield f"there is no question {quote_text(identifier)}"
    by_question = {each.question: each for each in answers}
    matcher = FormatMatcher()
    for question in questions:
        for reason in check_answer(question, by_question.get(question.identifier), matcher):
            yield f"question {quote_text(question.identifier)}: {reason}"


def check_answer(
    question: Question, answer: Answer | None, matcher: FormatMatcher
) -> tuple[str, ...]:
    """Return the reasons why the answer, or its absence, does not fit the question.

    A reason tells the worker what to do, without a capital and a full stop: a page shows it beside
    the field.

    Args:
        question: the question.
        answer: the answer; None if there is none.
        matcher: matches the answers of this form.
    """
    expected = question.answer
    if answer is None or not (answer.selected or answer.text or answer.size is not None):
        return tuple(_check_empty(question, answer))
    if isinstance(expected, FreeTextAnswer):
        return tuple(_check_free_text(expected, answer, matcher))
    if isinstance(expected, SelectionAnswer):
        return tuple(_check_selection(expected, answer, matcher))
    return tuple(_check_file(expected, answer))


def _check_empty(question: Question, answer: Answer | None) -> Iterator[str]:
    expected = question.answer
    if answer and isinstance(expected, SelectionAnswer) and not expected.min_count:
        return  # An empty selection is an answer if no minimum is set.
    if question.required or (isinstance(expected, FreeTextAnswer) and expected.min_length):
        yield _REQUIRED[type(expected)]


def _check_free_text(
    expected: FreeTextAnswer, answer: Answer, matcher: FormatMatcher
) -> Iterator[str]:
    if answer.text is None or answer.selected is not None:
        yield "the answer must be FreeText"
    else:
        yield from _check_text(expected, answer.text, matcher)


def _check_text(expected: FreeTextAnswer, text: str, matcher: FormatMatcher) -> Iterator[str]:
    size = len(text)
    if expected.min_length is not None and size < expected.min_length:
        yield f"write at least {write_count(expected.min_length, 'character')}; you wrote {size:,}"
    if expected.max_length is not None and size > expected.max_length:
        yield f"write at most {write_count(expected.max_length, 'character')}; you wrote {size:,}"
    if expected.numeric:
        yield from _check_number(expected, text.strip())
    for each in expected.formats:
        if not matcher.matches(each, text):
            yield each.error_text or "invalid input"


def _check_number(expected: FreeTextAnswer, text: str) -> Iterator[str]:
    if not _NUMBER.fullmatch(text):
        yield f"write a number; {quote_text(text)} is not one"
        return
    number = Decimal(text)
    if expected.min_value is not None and number < expected.min_value:
        yield f"write a number of at least {expected.min_value}"
    if expected.max_value is not None and number > expected.max_value:
        yield f"write a number of at most {expected.max_value}"


def _check_selection(
    expected: SelectionAnswer, answer: Answer, matcher: FormatMatcher
) -> Iterator[str]:
    if answer.selected is None:
        yield "the answer must be SelectionIdentifier"
        return
    known = {each.identifier for each in expected.selections}
    for each in sorted(set(answer.selected) - known):
        yield f"there is no selection {quote_text(each)}"
    chosen = len(answer.selected)
    if chosen > expected.max_count:
        yield f"choose at most {expected.max_count}; you chose {chosen}"
    if chosen + bool(answer.text) < expected.min_count:
        yield f"choose at least {expected.min_count}; you chose {chosen + bool(answer.text)}"
    if answer.text and expected.other is None:
        yield "there is no field for OtherSelectionText"
    elif answer.text and expected.other is not None:
        yield from _check_text(expected.other, answer.text, matcher)


def _check_file(expected: FileUploadAnswer, answer: Answer) -> Iterator[str]:
    if answer.size is None:
        yield "the answer must be an uploaded file"
    elif not expected.min_bytes <= answer.size <= expected.max_bytes:
        allowed = f"{expected.min_bytes:,} to {write_count(expected.max_bytes, 'byte')}"
        yield f"choose a file of {allowed}; this one has {answer.size:,}"
