"""Choose the control, the label and the hint of each question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from textwrap import shorten
from typing import TYPE_CHECKING

from adapter.marketplace.documents import (
    FreeTextAnswer,
    SelectionAnswer,
    Text,
    Title,
)
from adapter.web.people.forms.content import read_plain

if TYPE_CHECKING:
    from adapter.marketplace.documents import Content, FileUploadAnswer, Question

NONE, OTHER = "none", "other"
"""The values of the options beside the selections, whose values are numbers."""

_MAX_LABEL = 160
_MAX_LINES = 30
_MAX_SUMMARY = 60
_ENDS = frozenset("?!.:…")
_MIN_FILTERED = 13
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


class Control(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LINES = "lines"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    SELECT = "select"
    LIST = "list"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; its value stands for the identifier, which may be any text."""

    value: str
    label: Content


@dataclass(frozen=True, slots=True)
class Field:
    """A question, and how it is asked.

    Attributes:
        id: the id of the element, and its name in the request.
        caption: the question's DisplayName, if it is not the label.
        label: the text that names the field.
        content: what is shown between the label and the control.
        optional: whether the form can be submitted without an answer.
        hint: what the answer must be like, in a few words; empty if it may be anything.
        options: what there is to choose from.
        has_filter: whether the options are so many that a box narrows them.
        lines: the height of a text field.
    """

    id: str
    question: Question
    caption: str
    label: str
    content: tuple[Content, ...]
    optional: bool
    control: Control
    hint: str
    options: tuple[Option, ...] = ()
    has_filter: bool = False
    lines: int = 1

    @property
    def other(self) -> FreeTextAnswer | None:
        """Return the text field beside the selections, or None."""
        answer = self.question.answer
        return answer.other if isinstance(answer, SelectionAnswer) else None

    @property
    def takes_several(self) -> bool:
        """Return whether more than one option can be chosen."""
        answer = self.question.answer
        return isinstance(answer, SelectionAnswer) and answer.max_count > 1


def build_field(question: Question, number: int) -> Field:
    """Return how the question is asked, the first as number 1."""
    answer = question.answer
    caption, label, content = _find_label(question, number)
    control = _choose_control(answer)
    has_shortest = isinstance(answer, FreeTextAnswer) and bool(answer.min_length)
    return Field(
        id=f"q{number}",
        question=question,
        caption=caption,
        label=label,
        content=content,
        optional=not (question.required or has_shortest),
        control=control,
        hint=describe_answer(answer, control),
        options=_list_options(answer, control) if isinstance(answer, SelectionAnswer) else (),
        has_filter=_needs_filter(answer),
        lines=_count_lines(answer) if isinstance(answer, FreeTextAnswer) else 1,
    )


def _find_label(question: Question, number: int) -> tuple[str, str, tuple[Content, ...]]:
    """Return the caption, the label, and what is shown below them.

    The first text is the label, unless it is so long that it is none.
    """
    name, content = question.display_name, question.content
    first = content[0] if content else None
    if isinstance(first, Title | Text) and 0 < len(first.text) <= _MAX_LABEL:
        return name, first.text, content[1:]
    return "", name or f"Question {number}", content


def _choose_control(answer: FreeTextAnswer | SelectionAnswer | FileUploadAnswer) -> Control:
    if isinstance(answer, FreeTextAnswer):
        return Control.LINES if _count_lines(answer) > 1 else Control.TEXT
    if isinstance(answer, SelectionAnswer):
        return _choose_selection_control(answer)
    return Control.FILE


def _choose_selection_control(answer: SelectionAnswer) -> Control:
    """Return the control that is nearest to the suggested style and can hold the answer."""
    several = answer.max_count > 1
    has_words_only = all(isinstance(each.label, Text) for each in answer.selections)
    if answer.style in {"dropdown", "list"} and has_words_only:
        return Control.LIST if several or answer.style == "list" else Control.SELECT
    if several or answer.style in {"checkbox", "multichooser"}:
        return Control.CHECKBOXES
    return Control.RADIOS


def _list_options(answer: SelectionAnswer, control: Control) -> tuple[Option, ...]:
    options = [Option(str(index), each.label) for index, each in enumerate(answer.selections)]
    if answer.other is not None:
        options.append(Option(OTHER, Text("Other")))
    if control is Control.RADIOS and answer.min_count == 0:
        options.append(Option(NONE, Text("None of these")))
    return tuple(options)


def _needs_filter(answer: FreeTextAnswer | SelectionAnswer | FileUploadAnswer) -> bool:
    return (
        isinstance(answer, SelectionAnswer)
        and answer.style == "combobox"
        and len(answer.selections) >= _MIN_FILTERED
    )


def _count_lines(answer: FreeTextAnswer) -> int:
    """Return the height of the field: as suggested, or as much as the first text needs."""
    suggested = answer.lines or 1
    return min(max(suggested, answer.default_text.count("\n") + 1), _MAX_LINES)


def describe_answer(
    answer: FreeTextAnswer | SelectionAnswer | FileUploadAnswer, control: Control
) -> str:
    """Return what the answer must be like, in a few words; empty if it may be anything."""
    if isinstance(answer, FreeTextAnswer):
        return describe_text(answer)
    if isinstance(answer, SelectionAnswer):
        return "" if control in {Control.RADIOS, Control.SELECT} else _describe_counts(answer)
    return f"{describe_size(answer.min_bytes)} to {describe_size(answer.max_bytes)}"


def describe_text(answer: FreeTextAnswer) -> str:
    """Return what the text must be like, in a few words; empty if it may be anything."""
    parts = []
    if answer.numeric:
        bounds = _describe_range(answer.min_value, answer.max_value)
        parts.append(f"a number{' from' if ' to ' in bounds else ' of' if bounds else ''} {bounds}")
    if length := _describe_range(answer.min_length, answer.max_length):
        parts.append(f"{length} characters")
    text = "; ".join(each.strip() for each in parts)
    return text[:1].upper() + text[1:]


def _describe_range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"at least {low}"
    if low is None:
        return f"at most {high}"
    return f"exactly {low}" if low == high else f"{low} to {high}"


def _describe_counts(answer: SelectionAnswer) -> str:
    low, high = answer.min_count, answer.max_count
    offered = len(answer.selections)
    if low == high:
        return f"Choose {low}"
    if high < offered:
        return f"Choose {low} to {high}" if low else f"Choose up to {high}, or none"
    if low > 1:
        return f"Choose at least {low}"
    return "Choose one or more" if low else "Choose as many as you like, or none"


def describe_size(size: int) -> str:
    """Return a number of bytes such as `20 MB`."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} byte{'' if size == 1 else 's'}"


def introduce_error(field: Field) -> str:
    """Return the words before an error of the field in the summary, such as `Why? `."""
    words = shorten(field.caption or field.label, _MAX_SUMMARY, placeholder="…")
    return f"{words} " if words[-1:] in _ENDS else f"{words}: "


def read_option(option: Option) -> str:
    """Return the words of the option, by which it is found and shown in a menu."""
    return read_plain(option.label)
