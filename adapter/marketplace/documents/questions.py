"""Read a form's questions as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.values import (
    parse_integer,
    read_integer,
    read_selection_limits,
    read_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.xml.schema import LocatedElement


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text field.

    Attributes:
        numeric: whether the answer must be a number.
        min_value: the smallest number allowed; None means no bound, here and below.
        max_value: the largest number allowed.
        min_length: the minimum length in characters. AWS documents that a minimum of one or more
            makes the answer required.
        max_length: the maximum length in characters.
    """

    numeric: bool = False
    min_value: int | None = None
    max_value: int | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice.

    Attributes:
        options: the label by selection identifier, in the form's order; empty for a picture.
        min_count: the minimum number of selections.
        max_count: the maximum number of selections.
        other: the text field beside the selections; None if there is none.
    """

    options: Mapping[str, str]
    min_count: int = 1
    max_count: int = 1
    other: FreeText | None = None


@dataclass(frozen=True, slots=True)
class FileUpload:
    """A file, with the limits of its size in bytes."""

    min_bytes: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    Attributes:
        identifier: the identifier that the answer refers to.
        title: the heading; empty if there is none.
        texts: the texts before the field, without lists and pictures.
        required: whether the form cannot be submitted without an answer.
        answer: the kind of answer, with its limits.
    """

    identifier: str
    title: str
    texts: tuple[str, ...]
    required: bool
    answer: FreeText | Selection | FileUpload


def read_questions(form: str) -> tuple[Question, ...]:
    """Return the form's questions; empty for an HTMLQuestion or an ExternalQuestion.

    Args:
        form: a test or a HIT's question in which `list_violations` finds none.

    Raises:
        ValueError: the form cannot be read.
    """
    root = read_document(DocumentKind.QUESTION, form).root
    return tuple(_read_question(each) for each in root.find_children("Question"))


def _read_question(element: LocatedElement) -> Question:
    content = element.find_child("QuestionContent")
    [specification] = element.find_children("AnswerSpecification")
    return Question(
        identifier=read_text(element, "QuestionIdentifier"),
        title=read_text(element, "DisplayName"),
        texts=tuple(
            each.text.strip() for each in (content.elements if content else ()) if not each.elements
        ),
        required=read_text(element, "IsRequired").strip() in {"true", "1"},
        answer=_read_specification(specification.elements[0]),
    )


def _read_specification(element: LocatedElement) -> FreeText | Selection | FileUpload:
    if element.name == "FreeTextAnswer":
        return _read_free_text(element)
    if element.name == "SelectionAnswer":
        return _read_selection(element)
    return FileUpload(
        read_integer(element, "MinFileSizeInBytes"), read_integer(element, "MaxFileSizeInBytes")
    )


def _read_free_text(element: LocatedElement) -> FreeText:
    numeric = next(element.find_descendants("IsNumeric"), None)
    length = next(element.find_descendants("Length"), None)
    return FreeText(
        numeric=numeric is not None,
        min_value=_read_bound(numeric, "minValue"),
        max_value=_read_bound(numeric, "maxValue"),
        min_length=_read_bound(length, "minLength"),
        max_length=_read_bound(length, "maxLength"),
    )


def _read_selection(element: LocatedElement) -> Selection:
    other = next(element.find_descendants("OtherSelection"), None)
    low, high = read_selection_limits(element)
    return Selection(
        options=dict(_read_option(each) for each in element.find_descendants("Selection")),
        min_count=low,
        max_count=high,
        other=_read_free_text(other) if other else None,
    )


def _read_option(element: LocatedElement) -> tuple[str, str]:
    identifier, shown = element.elements
    return identifier.text, "" if shown.elements else shown.text.strip()


def _read_bound(element: LocatedElement | None, name: str) -> int | None:
    text = element.attributes.get(name) if element else None
    return None if text is None else parse_integer(text)
