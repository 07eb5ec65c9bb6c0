"""A form as a page, and the answers that a page sends back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents import (
    FormatMatcher,
    Overview,
    Question,
    check_answer,
    read_form,
    write_answers,
)
from adapter.web.people.forms.entries import build_answer, check_entry, read_entry, start_entry
from adapter.web.people.forms.fields import Control, build_field, introduce_error, read_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from adapter.marketplace.documents import QuestionForm
    from adapter.marketplace.uploads import UploadMetadata
    from adapter.web.people.forms.entries import Entry, Fields
    from adapter.web.people.forms.fields import Field, Option

FILTER = "filter"
"""The name of the buttons that narrow options and submit nothing."""


@dataclass(frozen=True, slots=True)
class FilledField:
    """A field, what was entered into it, and what is wrong with that."""

    field: Field
    entry: Entry
    errors: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[Option, ...]:
        """Return the options that are shown: those that are wanted, and those that are chosen."""
        words = self.entry.wanted.casefold()
        return tuple(
            each
            for each in self.field.options
            if each.value in self.entry.chosen or words in read_option(each).casefold()
        )


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form, filled in as far as it is.

    Attributes:
        parts: overviews and fields in order.
        error: what is wrong with the answers as a whole; None if nothing is.
    """

    parts: tuple[Overview | FilledField, ...]
    error: str | None = None

    @property
    def fields(self) -> tuple[FilledField, ...]:
        """Return the fields in order."""
        return tuple(each for each in self.parts if isinstance(each, FilledField))

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Return the id of a field, and what is wrong with it, for the summary of errors."""
        found = [
            (each.field.id, introduce_error(each.field) + error)
            for each in self.fields
            for error in each.errors
        ]
        whole = [(self.fields[0].field.id, self.error)] if self.error else []
        return (*whole, *found)

    @property
    def file_fields(self) -> tuple[Field, ...]:
        """Return the fields that ask for a file."""
        return tuple(each.field for each in self.fields if each.field.control == Control.FILE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request holds: a document of answers, or a page that says what is wrong."""

    page: FormPage
    answers: str | None


def show_form(form: QuestionForm, uploads: Mapping[str, UploadMetadata] | None = None) -> FormPage:
    """Return the page of a form that nobody has filled in yet.

    Args:
        form: the form.
        uploads: the files that are kept by the question's identifier.
    """
    kept = uploads or {}
    return _build_page(
        form, lambda field: FilledField(field, start_entry(field, _find_upload(field, kept)))
    )


def show_question(
    question: str | None, uploads: Mapping[str, UploadMetadata] | None = None
) -> FormPage | None:
    """Return the page of a HIT's question; None if it is no form, or a seeded HIT has none."""
    page = None if question is None else show_form(read_form(question), uploads)
    return page if page is not None and page.parts else None


def read_request(
    form: QuestionForm,
    fields: Fields,
    uploads: Mapping[str, UploadMetadata] | None = None,
    refused: Mapping[str, str] | None = None,
) -> Reading:
    """Return the answers, or a page with everything that was entered and all that is wrong.

    Args:
        form: the form.
        fields: the values of the request's fields by name. A field `FILTER` submits nothing.
        uploads: the files that are kept by the question's identifier.
        refused: by the field's id, why a file was not kept.
    """
    kept, not_kept = uploads or {}, refused or {}
    matcher = FormatMatcher()
    is_narrowed = FILTER in fields

    def fill(field: Field) -> FilledField:
        entry = read_entry(field, fields, _find_upload(field, kept))
        if field.id in not_kept:
            return FilledField(field, entry, (not_kept[field.id],))
        errors = () if is_narrowed else _list_errors(field, entry, matcher)
        return FilledField(field, entry, errors)

    page = _build_page(form, fill)
    if is_narrowed or page.errors:
        return Reading(page, None)
    return _write(page)


def _build_page(form: QuestionForm, fill: Callable[[Field], FilledField]) -> FormPage:
    numbers = {each.identifier: number for number, each in enumerate(form.questions, 1)}
    return FormPage(
        tuple(
            fill(build_field(part, numbers[part.identifier]))
            if isinstance(part, Question)
            else part
            for part in form.parts
        )
    )


def _find_upload(field: Field, kept: Mapping[str, UploadMetadata]) -> UploadMetadata | None:
    return kept.get(field.question.identifier)


def _list_errors(field: Field, entry: Entry, matcher: FormatMatcher) -> tuple[str, ...]:
    """Return what is wrong, each as a sentence without a full stop."""
    own = check_entry(field, entry)
    answer = build_answer(field, entry)
    found: Iterable[str] = [own] if own else check_answer(field.question, answer, matcher)
    return tuple(each[:1].upper() + each[1:] for each in found)


def _write(page: FormPage) -> Reading:
    answers = [build_answer(each.field, each.entry) for each in page.fields]
    given = [each for each in answers if each is not None]
    try:
        return Reading(page, write_answers(given))
    except ValueError as error:
        text = "Answer at least one question" if not given else f"The form {error}"
        return Reading(FormPage(page.parts, text), None)
