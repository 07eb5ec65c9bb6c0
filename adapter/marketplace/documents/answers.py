"""Write and read QuestionFormAnswers documents, which have a worker's answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.kinds import ANSWERS_SCHEMA, DocumentKind
from adapter.marketplace.documents.questions import SelectionAnswer, read_form
from adapter.marketplace.documents.values import parse_integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.xml.schema import LocatedElement

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker's answer to one question.

    Attributes:
        question: the question's identifier.
        selected: different identifiers of selections; None if the answer is a text or a file.
        text: free text, alone or beside selections; None if there is none.
        size: the size of an uploaded file in bytes; None if the answer is not a file.
        file_key: the key of an uploaded file.
    """

    question: str
    selected: tuple[str, ...] | None = None
    text: str | None = None
    size: int | None = None
    file_key: str = ""


def write_answers(answers: Sequence[Answer]) -> str:
    """Return the answers as a document, in the form in which the service returned it.

    Raises:
        ValueError: there is no answer (the schema requires one), or an answer has a character that
            XML does not allow.
    """
    if not answers:
        raise ValueError("there is no answer; a document of answers has at least one")
    lines = [_DECLARATION, f'<{ANSWERS_SCHEMA.root} xmlns="{ANSWERS_SCHEMA.namespace}">']
    for answer in answers:
        lines += ["<Answer>", _write_element("QuestionIdentifier", answer.question)]
        lines += [_write_element(*each) for each in _list_parts(answer)]
        lines.append("</Answer>")
    text = "\n".join((*lines, f"</{ANSWERS_SCHEMA.root}>", ""))
    read_document(DocumentKind.ANSWERS, text)
    return text


def _list_parts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each element after the question's identifier."""
    if answer.size is not None:
        yield "UploadedFileSizeInBytes", str(answer.size)
        yield "UploadedFileKey", answer.file_key
    elif answer.selected is None:
        yield "FreeText", answer.text or ""
    else:
        yield from (("SelectionIdentifier", each) for each in answer.selected)
        if answer.text:
            yield "OtherSelectionText", answer.text


def _write_element(name: str, text: str) -> str:
    escaped = escape(text, {"\r": "&#13;"})
    return f"<{name}>{escaped}</{name}>" if text else f"<{name}/>"


def read_answers(document: str) -> tuple[Answer, ...]:
    """Return the document's answers in their order.

    Args:
        document: a document in which `list_violations` finds none.

    Raises:
        ValueError: the document cannot be read.
    """
    return tuple(
        _read_answer(each)
        for each in read_document(DocumentKind.ANSWERS, document).root.find_children("Answer")
    )


def read_answers_by_question(document: str) -> Mapping[str, Answer]:
    """Return the answers by question identifier; of two answers to one question, the first.

    Args and Raises: see `read_answers`.
    """
    return {each.question: each for each in reversed(read_answers(document))}


def _read_answer(element: LocatedElement) -> Answer:
    identifier, *parts = element.elements
    question = identifier.text
    texts = [each.text for each in parts if each.name in {"FreeText", "OtherSelectionText"}]
    text = texts[0] if texts else None
    if parts and parts[0].name == "FreeText":
        return Answer(question, text=text)
    if parts and parts[0].name == "UploadedFileSizeInBytes":
        return Answer(question, size=parse_integer(parts[0].text), file_key=parts[1].text)
    selected = dict.fromkeys(each.text for each in parts if each.name == "SelectionIdentifier")
    return Answer(question, tuple(selected), text)


def build_answers(form: str | None, answers: Mapping[str, str | Sequence[str]]) -> str:
    """Return the answers as a QuestionFormAnswers document.

    Args:
        form: a test or a HIT's question. If it is None, an HTMLQuestion or an ExternalQuestion,
            every single text is free text.
        answers: by question identifier: a text, which is a selection's identifier if the question
            is a choice, or several selection identifiers.

    Raises:
        ValueError: there is no answer, or an answer has a character that XML does not allow.
    """
    questions = read_form(form).questions if form is not None else ()
    choices = {each.identifier for each in questions if isinstance(each.answer, SelectionAnswer)}
    return write_answers(
        [
            Answer(name, text=answer)
            if isinstance(answer, str) and name not in choices
            else Answer(name, (answer,) if isinstance(answer, str) else tuple(answer))
            for name, answer in answers.items()
        ]
    )
