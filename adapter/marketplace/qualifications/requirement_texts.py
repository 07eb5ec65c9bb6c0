"""Read a qualification requirement from what a person writes, such as `Owls>=75`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from adapter.marketplace.errors import INVALID, ParameterValidationError
from adapter.marketplace.qualifications.types import DELETED
from adapter.marketplace.storage.system_types import AMAZON, LOCALE
from adapter.marketplace.storage.tables import qualification_types
from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from adapter.marketplace.storage.transaction import Transaction

_COMPARATORS: Mapping[str, str] = {
    ">=": "GreaterThanOrEqualTo",
    "<=": "LessThanOrEqualTo",
    "!=": "NotEqualTo",
    ">": "GreaterThan",
    "<": "LessThan",
    "=": "EqualTo",
}
_OF_SEVERAL: Mapping[str, str] = {"EqualTo": "In", "NotEqualTo": "NotIn"}
_TEXT = re.compile(rf"(.+?)\s*({'|'.join(_COMPARATORS)})\s*(.+)")


def parse_requirement(transaction: Transaction, text: str) -> Mapping[str, Any]:
    """Return the requirement in the API's form.

    Args:
        transaction: a transaction of the account.
        text: a type's id or name, a comparison and values with commas: `Owls>=75`,
            `Worker_Locale=US,GB`. A type alone: the worker has to have it, with any value.

    Raises:
        ParameterValidationError: there is no such type, or a value is none.
    """
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        return build_requirement(_find_type_id(transaction, text.strip()), "Exists", "")
    name, comparator, values = found.groups()
    return build_requirement(_find_type_id(transaction, name), _COMPARATORS[comparator], values)


def build_requirement(type_id: str, comparator: str, values: str) -> Mapping[str, Any]:
    """Return the requirement in the API's form.

    Args:
        type_id: the QualificationTypeId.
        comparator: the API's. EqualTo and NotEqualTo of several values become In and NotIn.
        values: integers, or for Worker_Locale places such as US or US-CA, with commas.

    Raises:
        ParameterValidationError: a value is no integer.
    """
    parts = [each for each in re.split(r"[\s,]+", values) if each]
    if len(parts) > 1:
        comparator = _OF_SEVERAL.get(comparator, comparator)
    requirement = {"QualificationTypeId": type_id, "Comparator": comparator}
    if not parts:
        return requirement
    if type_id == LOCALE:
        return {**requirement, "LocaleValues": [_build_locale(each) for each in parts]}
    return {**requirement, "IntegerValues": [_parse_integer(each) for each in parts]}


def _find_type_id(transaction: Transaction, name: str) -> str:
    """Return the id of the type with this id, or of the account's or Amazon's with this name."""
    columns = qualification_types.c
    named = (columns.name == name) & columns.account.in_([transaction.account, AMAZON])
    found = select(columns.id).where(columns.status != DELETED, or_(columns.id == name, named))
    type_id: str | None = transaction.execute(found.order_by(columns.serial)).scalar()
    if type_id is None:
        reason = f"There is no qualification type with the id or name {quote_text(name)}."
        raise ParameterValidationError(INVALID, reason)
    return type_id


def _build_locale(text: str) -> Mapping[str, str]:
    country, _, subdivision = text.upper().partition("-")
    return {"Country": country, **({"Subdivision": subdivision} if subdivision else {})}


def _parse_integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,10}", text):
        raise ParameterValidationError(INVALID, f"{quote_text(text)} is no whole number.")
    return int(text)
