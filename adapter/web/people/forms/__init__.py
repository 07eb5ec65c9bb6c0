"""Forms: a QuestionForm as a page, and what a page submits, read as answers."""

from __future__ import annotations

from adapter.web.people.forms.content import clean_xhtml
from adapter.web.people.forms.fields import Field, describe_size, describe_text, read_option
from adapter.web.people.forms.page import (
    FILTER,
    FormPage,
    Reading,
    read_request,
    show_form,
    show_question,
)

__all__ = [
    "FILTER",
    "FILTERS",
    "Field",
    "FormPage",
    "Reading",
    "describe_size",
    "read_request",
    "show_form",
    "show_question",
]

FILTERS = {
    "kind": lambda part: type(part).__name__,
    "option_text": read_option,
    "text_hint": describe_text,
    "xhtml": clean_xhtml,
}
"""The filters of the template of forms."""
