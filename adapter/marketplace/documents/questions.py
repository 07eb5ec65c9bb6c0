"""Read a form's questions as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.kinds import Kind
from adapter.marketplace.documents.values import parse_integer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.xml.schema import LocatedElement


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text field.

    Attributes:
        numeric: whether the answer must be a number.
        lowest: the smallest number allowed; None means no bound, here and below.
        highest: the largest number allowed.
        shortest: the minimum length in characters. AWS documents that a minimum of one or more
            makes the answer required.
        longest: the maximum length in characters.
    """

    numeric: bool = False
    lowest: int | None = None
    highest: int | None = None
    shortest: int | None = None
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice.

    Attributes:
        offered: the label by selection identifier, in the form's order; empty for a picture.
        least: the minimum number of selections.
        most: the maximum number of selections.
        other: the text field beside the selections; None if there is none.
    """

    offered: Mapping[str, str]
    least: int = 1
    most: int = 1
    other: FreeText | None = None


@dataclass(frozen=True, slots=True)
class FileUpload:
    """A file, with the limits of its size in bytes."""

    smallest: int
    largest: int


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
        form: a test or a HIT's question in which `find_problems` finds none.

    Raises:
        ValueError: the form cannot be read.
    """
    root = read_document(Kind.QUESTION, form).root
    return tuple(_read_question(each) for each in root.every("Question"))


def _read_question(element: LocatedElement) -> Question:
    content, [specification] = (
        element.first("QuestionContent"),
        element.every("AnswerSpecification"),
    )
    shown = content.elements if content else ()
    return Question(
        identifier=_read_text(element, "QuestionIdentifier"),
        title=_read_text(element, "DisplayName"),
        texts=tuple(each.text.strip() for each in shown if not each.elements),
        required=_read_text(element, "IsRequired").strip() in {"true", "1"},
        answer=_read_specification(specification.elements[0]),
    )


def _read_specification(element: LocatedElement) -> FreeText | Selection | FileUpload:
    if element.name == "FreeTextAnswer":
        return _read_free_text(element)
    if element.name == "SelectionAnswer":
        return _read_selection(element)
    smallest, largest = (
        _read_number(element, "MinFileSizeInBytes"),
        _read_number(element, "MaxFileSizeInBytes"),
    )
    return FileUpload(smallest or 0, largest or 0)


def _read_free_text(element: LocatedElement) -> FreeText:
    numeric = next(element.within("IsNumeric"), None)
    length = next(element.within("Length"), None)
    return FreeText(
        numeric=numeric is not None,
        lowest=_read_bound(numeric, "minValue"),
        highest=_read_bound(numeric, "maxValue"),
        shortest=_read_bound(length, "minLength"),
        longest=_read_bound(length, "maxLength"),
    )


def _read_selection(element: LocatedElement) -> Selection:
    least, most = (
        _read_number(element, "MinSelectionCount"),
        _read_number(element, "MaxSelectionCount"),
    )
    other = next(element.within("OtherSelection"), None)
    return Selection(
        offered=dict(_read_option(each) for each in element.within("Selection")),
        least=1 if least is None else least,
        most=1 if most is None else most,
        other=_read_free_text(other) if other else None,
    )


def _read_option(element: LocatedElement) -> tuple[str, str]:
    identifier, shown = element.elements
    return identifier.text, "" if shown.elements else shown.text.strip()


def _read_bound(element: LocatedElement | None, name: str) -> int | None:
    stated = element.attributes.get(name) if element else None
    return None if stated is None else parse_integer(stated)


def _read_number(element: LocatedElement, name: str) -> int | None:
    stated = element.first(name)
    return parse_integer(stated.text) if stated else None


def _read_text(element: LocatedElement, name: str) -> str:
    """Return the text of the child with this name, or an empty text if there is none."""
    child = element.first(name)
    return child.text if child else ""
