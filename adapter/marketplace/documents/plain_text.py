"""Render a question as text that a person reads at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from adapter.marketplace.documents.content import (
    Application,
    Binary,
    BulletList,
    EmbeddedBinary,
    FormattedContent,
    Text,
    Title,
)
from adapter.marketplace.documents.frames import ExternalFrame, read_frame
from adapter.marketplace.documents.html_text import render_html
from adapter.marketplace.documents.questions import (
    FileUploadAnswer,
    FreeTextAnswer,
    Overview,
    Question,
    SelectionAnswer,
    read_form,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.marketplace.documents.content import Content
    from adapter.marketplace.documents.questions import Selection

_INDENT = "   "


def render_question(document: str) -> str:
    """Return a HIT's question or a test as text, with the names and values of its answers.

    Args:
        document: a document in which `list_violations` finds none.

    Raises:
        ValueError: the document cannot be read.
    """
    frame = read_frame(document)
    if frame is None:
        return "\n\n".join("\n".join(lines) for lines in _render_parts(document))
    if isinstance(frame, ExternalFrame):
        return f"The requester's page: {frame.url}"
    return render_html(frame.html)


def _render_parts(document: str) -> Iterator[list[str]]:
    number = 0
    for part in read_form(document).parts:
        if isinstance(part, Overview):
            yield [line for shown in part.content for line in _render_content(shown)]
        else:
            number += 1
            body = (f"{_INDENT}{line}" for line in _render_body(part))
            yield [_write_head(number, part), *body]


def _write_head(number: int, question: Question) -> str:
    label = f" {question.display_name}" if question.display_name else ""
    required = " (required)" if question.required else ""
    return f"{number}. [{question.identifier}]{label}{required}"


def _render_body(question: Question) -> Iterator[str]:
    for shown in question.content:
        yield from _render_content(shown)
    answer = question.answer
    match answer:
        case FreeTextAnswer():
            yield f"Answer: {_describe_text(answer)}"
        case SelectionAnswer():
            yield from _render_selections(answer)
        case FileUploadAnswer():
            yield f"Answer: a file of {answer.min_bytes} to {answer.max_bytes} bytes"
        case _:
            assert_never(answer)


def _describe_text(answer: FreeTextAnswer) -> str:
    characters = _describe_range(answer.min_length, answer.max_length)
    parts = [
        "a number" if answer.numeric else "a text",
        _describe_range(answer.min_value, answer.max_value),
        f"{characters} characters" if characters else "",
        *(f'"{each.error_text}"' if each.error_text else each.pattern for each in answer.formats),
        f"filled in already: {answer.default_text}" if answer.default_text else "",
    ]
    return ", ".join(filter(None, parts))


def _describe_range(low: int | None, high: int | None) -> str:
    """Return `1 to 5`, `1 or more`, `5 or less`, or nothing."""
    if low is None or high is None:
        return f"{low} or more" if low is not None else f"{high} or less" if high else ""
    return f"{low} to {high}"


def _render_selections(answer: SelectionAnswer) -> Iterator[str]:
    low, high = answer.min_count, answer.max_count
    number = str(high) if low == high else f"{low} to {high}"
    yield f"Choose {number} of:"
    for each in answer.selections:
        yield f"{_INDENT}{each.identifier}  {_describe_label(each)}"
    if answer.other is not None:
        yield f"{_INDENT}or another answer: {_describe_text(answer.other)}"


def _describe_label(selection: Selection) -> str:
    return " ".join(_render_content(selection.label))


def _render_content(shown: Content) -> Iterator[str]:
    match shown:
        case Title(text):
            yield from (text, "=" * len(text))
        case Text(text):
            yield from text.splitlines()
        case BulletList(items):
            yield from (f"- {each}" for each in items)
        case FormattedContent(xhtml):
            yield from render_html(xhtml).splitlines()
        case Binary() | EmbeddedBinary() | Application():
            yield _describe_linked(shown)
        case _:
            assert_never(shown)


def _describe_linked(shown: Binary | EmbeddedBinary | Application) -> str:
    if isinstance(shown, Application):
        return f"[{shown.kind}: {shown.url}]"
    kind = shown.kind if isinstance(shown, Binary) else shown.media_type
    alternative = f" ({shown.alt_text})" if shown.alt_text else ""
    return f"[{kind}: {shown.url}{alternative}]"
