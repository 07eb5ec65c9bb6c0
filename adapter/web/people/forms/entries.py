"""What a person entered: read it from a request, and say it as an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapter.marketplace.documents import Answer, FreeTextAnswer, SelectionAnswer
from adapter.web.people.forms.fields import NONE, OTHER, Control
from adapter.xml.element import replace_unwritable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.marketplace.uploads import UploadMetadata
    from adapter.web.people.forms.fields import Field

    Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person entered for one question, right or wrong.

    Attributes:
        chosen: the values of the options.
        text: the text, alone or beside the options.
        upload: the file.
        wanted: the words that narrow the options.
    """

    chosen: tuple[str, ...] = ()
    text: str = ""
    upload: UploadMetadata | None = None
    wanted: str = ""


def start_entry(field: Field, upload: UploadMetadata | None = None) -> Entry:
    """Return what stands in the field before anything is entered."""
    return Entry(text=_find_default(field), upload=upload)


def read_entry(field: Field, fields: Fields, upload: UploadMetadata | None = None) -> Entry:
    """Return what was entered for the question.

    Args:
        field: the field.
        fields: the values of the request's fields by name.
        upload: the file that is kept for the question.
    """
    known = {each.value for each in field.options}
    chosen = tuple(dict.fromkeys(each for each in fields.get(field.id, ()) if each in known))
    name = field.id if isinstance(field.question.answer, FreeTextAnswer) else f"{field.id}-other"
    text = _read_text(fields, name)
    entry = Entry(chosen, text, upload, _read_text(fields, f"{field.id}-filter").strip())
    if field.other and _is_unused(field, entry) and (field.takes_several or not chosen):
        return replace(entry, chosen=(*chosen, OTHER))  # who writes the other answer means it
    return entry


def _read_text(fields: Fields, name: str) -> str:
    """Return the text with line ends of one character, as a browser counts them."""
    text = next(iter(fields.get(name, ())), "")
    return replace_unwritable(text.replace("\r\n", "\n").replace("\r", "\n"))[0]


def _find_default(field: Field) -> str:
    answer = field.question.answer
    if isinstance(answer, FreeTextAnswer):
        return answer.default_text
    return field.other.default_text if field.other else ""


def _is_unused(field: Field, entry: Entry) -> bool:
    """Return whether a text was written beside the options, and Other is not chosen."""
    is_written = bool(entry.text.strip()) and entry.text != _find_default(field)
    return is_written and OTHER not in entry.chosen


def build_answer(field: Field, entry: Entry) -> Answer | None:
    """Return the entry as an answer; None if no file was uploaded."""
    question = field.question
    if isinstance(question.answer, FreeTextAnswer):
        return Answer(question.identifier, text=entry.text)
    if isinstance(question.answer, SelectionAnswer):
        selections = question.answer.selections
        chosen = sorted(int(each) for each in entry.chosen if each not in {NONE, OTHER})
        text = entry.text if OTHER in entry.chosen else None
        return Answer(
            question.identifier, tuple(selections[each].identifier for each in chosen), text
        )
    if entry.upload is None:
        return None
    return Answer(question.identifier, size=entry.upload.size, file_key=entry.upload.key)


def check_entry(field: Field, entry: Entry) -> str | None:
    """Return what is wrong with the entry that its answer does not show; None if nothing is."""
    if OTHER in entry.chosen and not entry.text.strip():
        return "write what the other answer is, or choose another"
    if field.other and _is_unused(field, entry):
        return "choose Other for what you wrote, or clear the text"
    if NONE in entry.chosen and len(entry.chosen) > 1:
        return "choose none of these, or something, not both"
    if field.control is Control.RADIOS and len(entry.chosen) > 1:
        return "choose one answer"
    return None
