"""Read a text file that a form sends."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from adapter.web.people.forms import describe_size
from adapter.web.people.services import get_services


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of the form: its name, and its text."""

    name: str
    text: str


def read_text_file(field: str) -> tuple[TextFile | None, str | None]:
    """Return the file of the field, if one was chosen, and why it cannot be used."""
    file, limit = request.files.get(field), get_services().upload_bytes
    if file is None or not file.filename:
        return None, None
    content = file.stream.read(limit + 1)
    if len(content) > limit:
        return None, f"Choose a file of at most {describe_size(limit)}"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, f"{file.filename} is not UTF-8 text; save it as UTF-8"
    if "\0" in text:
        return None, f"{file.filename} has a character that is no text"
    return TextFile(file.filename, text), None
