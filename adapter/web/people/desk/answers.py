"""A worker's answers as fields that a requester reads. Markup stays text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.marketplace.documents import SelectionAnswer, read_form
from adapter.marketplace.documents.answers import read_answers
from adapter.web.people.desk.boxes import read_drawing
from adapter.web.people.forms.content import read_plain
from adapter.web.people.forms.fields import build_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.marketplace.documents import Answer, Question
    from adapter.web.people.desk.boxes import Drawing
    from adapter.web.people.forms import Field

_LONGEST = 20_000
"""So many characters of one answer are shown; the whole is a file."""
_SHORT = 160
_TASK_ANSWERS = "taskAnswers"
"""The one field that a crowd-form submits: a JSON list with one object."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer to a question, or the value of a field.

    Attributes:
        name: the QuestionIdentifier, or the field's name.
        field: the question of a QuestionForm; None: there is none of this name.
        values: in words: what was chosen, or the texts between `|`; empty: no answer.
        is_source: whether the value is JSON, which keeps its lines.
        is_cut: whether the end is missing.
        drawing: bounding boxes.
        size: of a file in bytes; None: it is no file.
    """

    name: str
    field: Field | None
    values: tuple[str, ...] = ()
    is_source: bool = False
    is_cut: bool = False
    drawing: Drawing | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class ShownAnswers:
    """All answers of an assignment.

    Attributes:
        answers: in the order of the form, or of the document.
        raw: the beginning of a document that cannot be read; None: it can be.
    """

    answers: tuple[ShownAnswer, ...]
    raw: str | None = None


def show_answers(question: str | None, document: str) -> ShownAnswers:
    """Return the answers of a document beside the questions of a HIT.

    Args:
        question: the HIT's; None: it has none.
        document: the assignment's Answer.
    """
    try:
        given = read_answers(document)
        asked = _read_questions(question)
    except (ValueError, IndexError):  # a seed may have any text as a question or an answer
        return ShownAnswers((), document[:_LONGEST])
    by_name = {each.question: each for each in reversed(given)}
    fields = {each.identifier: build_field(each, n) for n, each in enumerate(asked, start=1)}
    named = [_show_asked(fields[each.identifier], by_name.get(each.identifier)) for each in asked]
    others = [shown for each in given if each.question not in fields for shown in _show(each)]
    return ShownAnswers((*named, *others))


def summarize_answers(document: str | None, length: int) -> str:
    """Return the answers on one short line, for a list.

    Args:
        document: the assignment's Answer; None: there is none, or it is too long for a list.
        length: of the document in characters.
    """
    if document is None:
        return f"{length:,} characters" if length else ""
    try:
        pairs = [_write_pair(each) for each in read_answers(document)]
    except (ValueError, IndexError):
        pairs = [document]
    line = " ".join(" ".join(pairs).split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


def _read_questions(question: str | None) -> tuple[Question, ...]:
    return () if question is None else read_form(question).questions


def _write_pair(answer: Answer) -> str:
    if answer.size is not None:
        return f"{answer.question}: a file"
    value = "|".join([*(answer.selected or ()), *([answer.text] if answer.text else [])])
    return value if answer.question == _TASK_ANSWERS else f"{answer.question}={value}"


def _show_asked(field: Field, answer: Answer | None) -> ShownAnswer:
    name = field.question.identifier
    if answer is None:
        return ShownAnswer(name, field)
    if answer.size is not None:
        return ShownAnswer(name, field, size=answer.size)
    chosen = [_find_label(field.question, each) for each in answer.selected or ()]
    text, is_cut = _cut(answer.text or "")
    return ShownAnswer(name, field, (*chosen, *([text] if text else [])), is_cut=is_cut)


def _find_label(question: Question, identifier: str) -> str:
    """Return what the selection says, with its identifier if that says something else."""
    if isinstance(question.answer, SelectionAnswer):
        for each in question.answer.selections:
            label = read_plain(each.label) if each.identifier == identifier else ""
            if label and label != identifier:
                return f"{label} ({identifier})"
    return identifier


def _show(answer: Answer) -> Iterator[ShownAnswer]:
    """Yield the answer of a field; those of a crowd-form one by one."""
    if answer.size is not None or answer.selected is not None:
        yield ShownAnswer(answer.question, None, answer.selected or (), size=answer.size)
        return
    value = _parse(answer.text or "")
    match value:
        case [dict() as members] if answer.question == _TASK_ANSWERS:
            yield from (_show_value(name, each) for name, each in members.items())
        case dict() | list():
            yield _show_value(answer.question, value)
        case _:
            yield _show_text(answer.question, answer.text or "")


def _show_value(name: str, value: Any) -> ShownAnswer:
    if isinstance(value, str):
        return _show_text(name, value)
    if isinstance(value, dict) and not _is_nested(value):
        lines, is_cut = _cut("\n".join(f"{key}: {_write(each)}" for key, each in value.items()))
        return ShownAnswer(name, None, (lines,) if lines else (), is_cut=is_cut)
    text, is_cut = _write_source(value)
    is_source = isinstance(value, dict | list)
    drawing = read_drawing(value)
    return ShownAnswer(name, None, (text,), is_source=is_source, is_cut=is_cut, drawing=drawing)


def _is_nested(members: Mapping[str, Any]) -> bool:
    return any(isinstance(each, dict | list) for each in members.values())


def _write(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _write_source(value: Any) -> tuple[str, bool]:
    """Return the beginning of the value as indented JSON, and whether the end is missing.

    No more than that is written: the indents of values deep within a list are far longer than the
    answer that a worker sent.
    """
    parts: list[str] = []
    length = 0
    try:
        for each in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(value):
            parts.append(each)
            length += len(each)
            if length > _LONGEST:
                break
    except RecursionError:  # some Pythons read deeper values than they write
        return "".join(parts)[:_LONGEST], True
    return _cut("".join(parts))


def _show_text(name: str, text: str) -> ShownAnswer:
    cut, is_cut = _cut(text)
    values = tuple(cut.split("|")) if cut else ()
    return ShownAnswer(name, None, values, is_cut=is_cut)


def _parse(text: str) -> Mapping[str, Any] | list[Any] | None:
    """Return a JSON object or list; None if the text is neither."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _cut(text: str) -> tuple[str, bool]:
    return text[:_LONGEST], len(text) > _LONGEST
