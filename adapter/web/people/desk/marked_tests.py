"""A test's answers beside its key, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents import (
    SelectionAnswer,
    read_answer_key,
    read_answers_by_question,
    read_form,
    score_answers,
)
from adapter.web.people.forms.content import read_plain
from adapter.web.people.forms.fields import build_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.marketplace.documents import Answer, AnswerKey, Question, Score
    from adapter.marketplace.documents.answer_keys import KeyQuestion
    from adapter.marketplace.waiting_requests import WaitingRequest
    from adapter.web.people.forms import Field


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """One question of a test, the answer to it, and what the key says.

    Attributes:
        field: the question; None: the test does not have it, though the key or an answer does.
        identifier: the QuestionIdentifier.
        answer: in words; empty: there is none.
        score: what the key gives for the answer; None: it says nothing about the question.
        best: the most that it gives for any answer.
        key: what the key gives for which answer, in words.
    """

    field: Field | None
    identifier: str
    answer: str
    score: int | None = None
    best: int | None = None
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedTest:
    """All answers of a request.

    Attributes:
        answers: in the order of the test.
        raw: the answers as the document they came in, which cannot be read; None: it can be.
        total: the sum of the scores; None: there is no key.
        value: what the key makes of the sum.
        mapping: how, in words.
    """

    answers: tuple[MarkedAnswer, ...]
    raw: str | None = None
    total: int | None = None
    value: int | None = None
    mapping: str = ""


class Marker:
    """Marks the tests of several requests, and reads each test and each key once."""

    def __init__(self) -> None:
        self._fields: dict[str | None, Mapping[str, Field]] = {}
        self._keys: dict[str, AnswerKey] = {}

    def mark(self, request: WaitingRequest) -> MarkedTest | None:
        """Return the answers of a request beside the key; None if there was no test."""
        if request.answer is None:
            return None
        try:
            given = read_answers_by_question(request.answer)
            asked = self._read_fields(request.test)
        except ValueError:  # a seed may have any text as a test or an answer
            return MarkedTest((), raw=request.answer)
        if request.answer_key is None:
            return MarkedTest(tuple(_mark(asked, given, None)))
        key = self._read_key(request.answer_key)
        score = score_answers(key, given)
        answers = tuple(_mark(asked, given, score))
        return MarkedTest(answers, None, score.total, score.value, str(key.mapping))

    def describe(self, request: WaitingRequest) -> str | None:
        """Return the answers as one text, for a cell of a file; None if there was no test."""
        marked = self.mark(request)
        if marked is None:
            return None
        lines = (f"{each.identifier}: {each.answer}" for each in marked.answers)
        return marked.raw or "\n".join(lines)

    def compute_value(self, request: WaitingRequest) -> int | None:
        """Return what the key gives; None without a key or readable answers."""
        marked = self.mark(request)
        return None if marked is None else marked.value

    def _read_fields(self, test: str | None) -> Mapping[str, Field]:
        if test not in self._fields:
            self._fields[test] = {} if test is None else _read_fields(test)
        return self._fields[test]

    def _read_key(self, answer_key: str) -> AnswerKey:
        if answer_key not in self._keys:
            self._keys[answer_key] = read_answer_key(answer_key)
        return self._keys[answer_key]


def describe_key(test: str, answer_key: str) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Return each question of a valid key, and what it gives for which answer, in words."""
    asked = _read_fields(test)
    described = []
    for each in read_answer_key(answer_key).questions:
        field = asked.get(each.identifier)
        label, question = (field.label, field.question) if field else (each.identifier, None)
        described.append((label, _describe_key(question, each)))
    return described


def _read_fields(test: str) -> Mapping[str, Field]:
    questions = read_form(test).questions
    return {each.identifier: build_field(each, number) for number, each in enumerate(questions, 1)}


def _mark(
    asked: Mapping[str, Field], given: Mapping[str, Answer], score: Score | None
) -> Iterator[MarkedAnswer]:
    """Yield what the test asks in its order, then what only the answers or the key have."""
    scored = {each.question.identifier: each for each in score.questions} if score else {}
    for name in dict.fromkeys((*asked, *given, *scored)):
        field, found = asked.get(name), scored.get(name)
        question = None if field is None else field.question
        answer = _describe_answer(question, given.get(name))
        if found is None:
            yield MarkedAnswer(field, name, answer)
        else:
            key = found.question
            words = _describe_key(question, key)
            yield MarkedAnswer(field, name, answer, found.score, key.best, words)


def _describe_answer(question: Question | None, answer: Answer | None) -> str:
    if answer is None:
        return ""
    if answer.size is not None:
        return f"a file of {answer.size:,} bytes"
    chosen = [_find_label(question, each) for each in answer.selected or ()]
    return ", ".join([*chosen, *([answer.text] if answer.text else [])])


def _describe_key(question: Question | None, key: KeyQuestion) -> tuple[str, ...]:
    options = tuple(
        f"{' and '.join(_sort(question, each.selections)) or 'nothing chosen'}: {each.score}"
        for each in key.options
    )
    return (*options, f"anything else: {key.default}")


def _sort(question: Question | None, selections: frozenset[str]) -> list[str]:
    """Return the labels in the order of the test."""
    answer = None if question is None else question.answer
    order = (
        [each.identifier for each in answer.selections]
        if isinstance(answer, SelectionAnswer)
        else []
    )
    known = [each for each in order if each in selections]
    return [_find_label(question, each) for each in (*known, *sorted(selections - set(known)))]


def _find_label(question: Question | None, identifier: str) -> str:
    """Return what the selection says, or its identifier if it says nothing in words."""
    if question is not None and isinstance(question.answer, SelectionAnswer):
        for each in question.answer.selections:
            if each.identifier == identifier:
                return read_plain(each.label) or identifier
    return identifier
