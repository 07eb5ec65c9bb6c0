"""Read the form of a qualification type as parameters of the API, and find whose error it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapter.marketplace.documents import DocumentKind, list_violations
from adapter.web.people.desk.text_files import read_text_file

if TYPE_CHECKING:
    from collections.abc import Mapping

INTEGER = re.compile(r"-?[0-9]{1,10}")

_HOUR, _MINUTE = 3600, 60
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
_DOCUMENTS = {"test": DocumentKind.QUESTION_FORM, "answer_key": DocumentKind.ANSWER_KEY}
_MEMBERS = {
    "name": "Name",
    "description": "Description",
    "keywords": "Keywords",
    "retry": "RetryDelayInSeconds",
    "minutes": "TestDurationInSeconds",
    "answer_key": "AnswerKey",
    "value": "AutoGrantedValue",
    "auto": "AutoGranted",
    "test": "Test",
}
"""The parameter of each field; those whose names are part of others come last."""


@dataclass(frozen=True, slots=True)
class TypeForm:
    """What is entered of a type.

    Attributes:
        values: what stands in each field, with the texts of files that were chosen.
        params: of CreateQualificationType, but for the status.
        errors: what is wrong, by the field's id.
    """

    values: Mapping[str, str]
    params: Mapping[str, Any]
    errors: Mapping[str, str]


def read_type_form(fields: Mapping[str, str]) -> TypeForm:
    """Return what a request has of a type.

    Args:
        fields: those of the request.
    """
    values, errors = dict(fields), {}
    for name in _DOCUMENTS:
        file, wrong = read_text_file(f"{name}_file")
        if file is not None:
            values[name] = file.text
        if wrong:
            errors[name] = wrong
    entered = {name: text.strip() for name, text in values.items() if text.strip()}
    errors = {**_find_errors(entered), **errors}
    return TypeForm(values, {} if errors else _build_params(entered), errors)


def build_values(found: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what stands in the fields of a type in the API's form."""
    values = {name: str(found.get(member, "")) for name, member in _MEMBERS.items()}
    values["auto"] = "1" if found.get("AutoGranted") else ""
    for name, unit in (("retry", _HOUR), ("minutes", _MINUTE)):
        if values[name]:
            values[name] = (
                f"{(Decimal(values[name]) / unit).quantize(Decimal('0.0001')).normalize():f}"
            )
    return values


def find_field(message: str) -> str:
    """Return the id of the field that the API's message is about."""
    return next((name for name, member in _MEMBERS.items() if member in message), "name")


def _find_errors(entered: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    for name in ("retry", "minutes"):
        if not _NUMBER.fullmatch(entered.get(name, "0")):
            errors[name] = "Enter a number, such as 7 or 0.5"
    if not INTEGER.fullmatch(entered.get("value", "1")):
        errors["value"] = "Enter a whole number"
    for name, kind in _DOCUMENTS.items():
        reasons = list_violations(kind, entered[name]) if name in entered else ()
        if reasons:
            errors[name] = f"The {kind} cannot be used: {reasons[0]}"
    if "answer_key" in entered and "test" not in entered:
        errors["answer_key"] = "An answer key needs the test that it belongs to"
    if "test" in entered and "minutes" not in entered:
        errors["minutes"] = "Enter how long the test may take"
    return errors


def _build_params(entered: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the parameters; the test's time belongs to the test."""
    texts = ("name", "description", "keywords", "test", "answer_key")
    params: dict[str, Any] = {_MEMBERS[each]: entered[each] for each in texts if each in entered}
    params["AutoGranted"] = "auto" in entered
    if "auto" in entered and "value" in entered:
        params["AutoGrantedValue"] = int(entered["value"])
    if "retry" in entered:
        params["RetryDelayInSeconds"] = round(Decimal(entered["retry"]) * _HOUR)
    if "test" in entered:
        params["TestDurationInSeconds"] = round(Decimal(entered["minutes"]) * _MINUTE)
    return params
