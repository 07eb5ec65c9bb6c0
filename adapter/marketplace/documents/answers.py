"""A worker's answers: written as a document, and read from one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from adapter.marketplace.documents.check import read
from adapter.marketplace.documents.kinds import ANSWERS, Kind
from adapter.marketplace.documents.values import whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.xml.schema import Placed

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question.

    Attributes:
        question: its identifier.
        selected: identifiers of selections; None where the answer is a text or a file.
        text: written freely, alone or beside selections; None where nothing was.
        size: of an uploaded file, in bytes; None where the answer is none.
    """

    question: str
    selected: frozenset[str] | None = None
    text: str | None = None
    size: int | None = None


def answers_document(answers: Mapping[str, str | Sequence[str]]) -> str:
    """The document that says so, in the form that the service gave to requesters.

    Args:
        answers: by question: a text as free text, a sequence as identifiers of selections.

    Raises:
        ValueError: there is no answer, which no document can say, or XML cannot carry one.
    """
    if not answers:
        raise ValueError("there is no answer; a document of answers has at least one")
    lines = [_DECLARATION, f'<{ANSWERS.root} xmlns="{ANSWERS.namespace}">']
    for question, answer in answers.items():
        lines += ["<Answer>", _element("QuestionIdentifier", question)]
        if isinstance(answer, str):
            lines.append(_element("FreeText", answer))
        else:
            lines += [_element("SelectionIdentifier", each) for each in answer]
        lines.append("</Answer>")
    text = "\n".join((*lines, f"</{ANSWERS.root}>", ""))
    read(Kind.ANSWERS, text)
    return text


def _element(name: str, text: str) -> str:
    written = escape(text, {"\r": "&#13;"})
    return f"<{name}>{written}</{name}>" if text else f"<{name}/>"


def listed(document: str) -> tuple[Answer, ...]:
    """The answers in the order they stand in.

    Args:
        document: one that has no `problems`.

    Raises:
        ValueError: it cannot be read.
    """
    return tuple(_answer(each) for each in read(Kind.ANSWERS, document).root.every("Answer"))


def given(document: str) -> Mapping[str, Answer]:
    """The answers by question; where one is answered twice, the first. As `listed` otherwise."""
    return {each.question: each for each in reversed(listed(document))}


def _answer(element: Placed) -> Answer:
    identifier, *said = element.elements
    question = identifier.text
    texts = [each.text for each in said if each.name in {"FreeText", "OtherSelectionText"}]
    text = texts[0] if texts else None
    if said and said[0].name == "FreeText":
        return Answer(question, text=text)
    if said and said[0].name == "UploadedFileSizeInBytes":
        return Answer(question, size=whole(said[0].text))
    selected = frozenset(each.text for each in said if each.name == "SelectionIdentifier")
    return Answer(question, selected, text)
