"""Read a form whole: what it shows and asks, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.content import read_content, read_shown
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.values import (
    parse_integer,
    read_integer,
    read_selection_limits,
    read_text,
)

if TYPE_CHECKING:
    from adapter.marketplace.documents.content import Content
    from adapter.xml.schema import LocatedElement


@dataclass(frozen=True, slots=True)
class AnswerFormat:
    """A format that a text must have.

    Attributes:
        pattern: a regular expression of JavaScript that must match somewhere in the text.
        flags: JavaScript's flags, of which AWS documents i alone.
        error_text: what is said of a text that it does not match; empty for the default.
    """

    pattern: str
    flags: str = ""
    error_text: str = ""


@dataclass(frozen=True, slots=True)
class FreeTextAnswer:
    """A text field.

    Attributes:
        numeric: whether the answer must be a number.
        min_value: the smallest number allowed; None means no bound, here and below.
        max_value: the largest number allowed.
        min_length: the minimum length in characters. AWS documents that a minimum of one or more
            makes the answer required.
        max_length: the maximum length in characters.
        formats: what the text must match, each.
        default_text: what the field has in it at first.
        lines: the suggested height in lines; None if there is no suggestion.
    """

    numeric: bool = False
    min_value: int | None = None
    max_value: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    formats: tuple[AnswerFormat, ...] = ()
    default_text: str = ""
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """One of the things to choose from; its label is a Text, a Binary or a FormattedContent."""

    identifier: str
    label: Content


@dataclass(frozen=True, slots=True)
class SelectionAnswer:
    """A choice.

    Attributes:
        selections: what there is to choose from, in order.
        min_count: the minimum number of selections.
        max_count: the maximum number of selections.
        style: radiobutton, checkbox, list, dropdown, combobox or multichooser; None if there is no
            suggestion.
        other: the text field beside the selections; None if there is none.
    """

    selections: tuple[Selection, ...]
    min_count: int = 1
    max_count: int = 1
    style: str | None = None
    other: FreeTextAnswer | None = None


@dataclass(frozen=True, slots=True)
class FileUploadAnswer:
    """A file, with the limits of its size in bytes."""

    min_bytes: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a form shows before or between its questions."""

    content: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    Attributes:
        identifier: the identifier that the answer refers to.
        display_name: a label, such as "Question 1"; empty if there is none.
        content: what is shown before the field.
        required: whether the form cannot be submitted without an answer.
        answer: the kind of answer, with its limits.
    """

    identifier: str
    display_name: str
    content: tuple[Content, ...]
    required: bool
    answer: FreeTextAnswer | SelectionAnswer | FileUploadAnswer


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A form: overviews and questions in order."""

    parts: tuple[Overview | Question, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the questions in order."""
        return tuple(each for each in self.parts if isinstance(each, Question))


def read_form(document: str) -> QuestionForm:
    """Return the form, which has no parts if the document is an HTML- or ExternalQuestion.

    Args:
        document: a test or a HIT's question in which `list_violations` finds none.

    Raises:
        ValueError: the document cannot be read.
    """
    root = read_document(DocumentKind.QUESTION, document).root
    return QuestionForm(
        tuple(_read_part(each) for each in root.elements if each.name in {"Overview", "Question"})
    )


def _read_part(element: LocatedElement) -> Overview | Question:
    if element.name == "Overview":
        return Overview(read_content(element))
    [specification] = element.find_children("AnswerSpecification")
    return Question(
        identifier=read_text(element, "QuestionIdentifier"),
        display_name=read_text(element, "DisplayName").strip(),
        content=read_content(element.find_child("QuestionContent")),
        required=read_text(element, "IsRequired").strip() in {"true", "1"},
        answer=_read_specification(specification.elements[0]),
    )


def _read_specification(
    element: LocatedElement,
) -> FreeTextAnswer | SelectionAnswer | FileUploadAnswer:
    if element.name == "FreeTextAnswer":
        return _read_free_text(element)
    if element.name == "SelectionAnswer":
        return _read_selection_answer(element)
    return FileUploadAnswer(
        read_integer(element, "MinFileSizeInBytes"), read_integer(element, "MaxFileSizeInBytes")
    )


def _read_free_text(element: LocatedElement) -> FreeTextAnswer:
    numeric = next(element.find_descendants("IsNumeric"), None)
    length = next(element.find_descendants("Length"), None)
    return FreeTextAnswer(
        numeric=numeric is not None,
        min_value=_read_bound(numeric, "minValue"),
        max_value=_read_bound(numeric, "maxValue"),
        min_length=_read_bound(length, "minLength"),
        max_length=_read_bound(length, "maxLength"),
        formats=tuple(map(_read_format, element.find_descendants("AnswerFormatRegex"))),
        default_text=read_text(element, "DefaultText"),
        lines=read_integer(element, "NumberOfLinesSuggestion") or None,
    )


def _read_format(element: LocatedElement) -> AnswerFormat:
    attributes = element.attributes
    return AnswerFormat(
        attributes.get("regex", ""), attributes.get("flags", ""), attributes.get("errorText", "")
    )


def _read_selection_answer(element: LocatedElement) -> SelectionAnswer:
    other = next(element.find_descendants("OtherSelection"), None)
    low, high = read_selection_limits(element)
    return SelectionAnswer(
        selections=tuple(map(_read_selection, element.find_descendants("Selection"))),
        min_count=low,
        max_count=high,
        style=read_text(element, "StyleSuggestion").strip() or None,
        other=_read_free_text(other) if other else None,
    )


def _read_selection(element: LocatedElement) -> Selection:
    identifier, label = element.elements
    return Selection(identifier.text, read_shown(label))


def _read_bound(element: LocatedElement | None, name: str) -> int | None:
    text = element.attributes.get(name) if element else None
    return None if text is None else parse_integer(text)
