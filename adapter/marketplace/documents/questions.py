"""What a form asks, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents.check import read
from adapter.marketplace.documents.kinds import Kind
from adapter.marketplace.documents.values import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.xml.schema import Placed


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text field.

    Attributes:
        numeric: whether only a number is taken.
        lowest: of the number; None without a bound, as with all of these.
        highest: of the number.
        shortest: in characters. One makes the answer required, as documented.
        longest: in characters.
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
        offered: what is shown for each identifier, in the form's order; empty for a picture.
        least: how many must be selected.
        most: how many may be.
        other: the field beside the selections; None without one.
    """

    offered: Mapping[str, str]
    least: int = 1
    most: int = 1
    other: FreeText | None = None


@dataclass(frozen=True, slots=True)
class FileUpload:
    """A file of so many bytes."""

    smallest: int
    largest: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    Attributes:
        identifier: what its answer names.
        title: its heading; empty without one.
        texts: what stands before the field, without lists and pictures.
        required: whether the form cannot be submitted without an answer.
        answer: what is taken as one.
    """

    identifier: str
    title: str
    texts: tuple[str, ...]
    required: bool
    answer: FreeText | Selection | FileUpload


def questions(form: str) -> tuple[Question, ...]:
    """What the form asks; nothing where it is a page of HTML or elsewhere.

    Args:
        form: a test or a HIT's question that has no `problems`.

    Raises:
        ValueError: it cannot be read.
    """
    root = read(Kind.QUESTION, form).root
    return tuple(_question(each) for each in root.every("Question"))


def _question(element: Placed) -> Question:
    content, [specification] = (
        element.first("QuestionContent"),
        element.every("AnswerSpecification"),
    )
    shown = content.elements if content else ()
    return Question(
        identifier=_text(element, "QuestionIdentifier"),
        title=_text(element, "DisplayName"),
        texts=tuple(each.text.strip() for each in shown if not each.elements),
        required=_text(element, "IsRequired").strip() in {"true", "1"},
        answer=_answer(specification.elements[0]),
    )


def _answer(element: Placed) -> FreeText | Selection | FileUpload:
    if element.name == "FreeTextAnswer":
        return _free_text(element)
    if element.name == "SelectionAnswer":
        return _selection(element)
    smallest, largest = (
        _number(element, "MinFileSizeInBytes"),
        _number(element, "MaxFileSizeInBytes"),
    )
    return FileUpload(smallest or 0, largest or 0)


def _free_text(element: Placed) -> FreeText:
    numeric = next(element.within("IsNumeric"), None)
    length = next(element.within("Length"), None)
    return FreeText(
        numeric=numeric is not None,
        lowest=_bound(numeric, "minValue"),
        highest=_bound(numeric, "maxValue"),
        shortest=_bound(length, "minLength"),
        longest=_bound(length, "maxLength"),
    )


def _selection(element: Placed) -> Selection:
    least, most = _number(element, "MinSelectionCount"), _number(element, "MaxSelectionCount")
    other = next(element.within("OtherSelection"), None)
    return Selection(
        offered=dict(_offered(each) for each in element.within("Selection")),
        least=1 if least is None else least,
        most=1 if most is None else most,
        other=_free_text(other) if other else None,
    )


def _offered(element: Placed) -> tuple[str, str]:
    identifier, shown = element.elements
    return identifier.text, "" if shown.elements else shown.text.strip()


def _bound(element: Placed | None, name: str) -> int | None:
    stated = element.attributes.get(name) if element else None
    return None if stated is None else whole(stated)


def _number(element: Placed, name: str) -> int | None:
    stated = element.first(name)
    return whole(stated.text) if stated else None


def _text(element: Placed, name: str) -> str:
    """The text of the element's child of that name; empty without one."""
    child = element.first(name)
    return child.text if child else ""
