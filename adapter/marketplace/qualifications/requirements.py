"""Check qualification requirements, and normalize them for storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from adapter.marketplace.errors import (
    INVALID,
    DoesNotExistError,
    InvalidValueError,
    ParameterValidationError,
    WrongStateError,
)
from adapter.marketplace.qualifications.types import DELETED, NOUN
from adapter.marketplace.storage.system_types import LOCALE
from adapter.marketplace.storage.tables import qualification_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapter.marketplace.storage.transaction import Transaction

    Requirement = Mapping[str, Any]

MAX_REQUIREMENTS = 10
NAME = "QualificationRequirements"
GUARDS_ACCEPT, GUARDS_PREVIEW = "Accept", "PreviewAndAccept"
WITHOUT_VALUES = frozenset({"Exists", "DoesNotExist"})
WITH_LISTS = frozenset({"In", "NotIn"})
_OF_LOCALES = frozenset({"EqualTo", "NotEqualTo", "In", "NotIn"})
_MAX_INTEGERS, _MAX_LOCALES = 15, 30
_VALUES = ("IntegerValues", "LocaleValues")


def check_requirements(
    transaction: Transaction, requirements: list[Requirement]
) -> list[dict[str, Any]]:
    """Return the requirements normalized, in their order, or raise an error for an invalid one."""
    if len(requirements) > MAX_REQUIREMENTS:
        text = f"There can be no more than {MAX_REQUIREMENTS} {NAME}."
        raise ParameterValidationError(INVALID, text)
    normalized = [normalize(each, f"{NAME}[{n}].") for n, each in enumerate(requirements)]
    ids = list(dict.fromkeys(each["QualificationTypeId"] for each in normalized))
    types = select(qualification_types.c.id, qualification_types.c.status)
    rows = transaction.execute(types.where(qualification_types.c.id.in_(ids))) if ids else ()
    statuses: dict[str, str] = {row.id: row.status for row in rows}
    for each in ids:
        if statuses.get(each, DELETED) == DELETED:
            raise DoesNotExistError(NOUN, each)
        if statuses[each] != "Active":
            raise WrongStateError(NOUN, "Active")
    return normalized


def normalize(requirement: Requirement, place: str = "") -> dict[str, Any]:
    """Return a valid requirement with both of the API's members for what it guards.

    Args:
        requirement: as in the call.
        place: the prefix of its members' names in a refusal.
    """
    if "RequiredToPreview" in requirement and "ActionsGuarded" in requirement:
        text = "RequiredToPreview and ActionsGuarded cannot be used together."
        raise ParameterValidationError(INVALID, text)
    requirement = _drop_misfits(requirement)
    _check_values(requirement, place)
    to_preview = requirement.get("RequiredToPreview", False)
    guarded = requirement.get("ActionsGuarded") or (GUARDS_PREVIEW if to_preview else GUARDS_ACCEPT)
    values = {name: list(requirement[name]) for name in _VALUES if requirement.get(name)}
    return {
        "QualificationTypeId": requirement["QualificationTypeId"],
        "Comparator": requirement["Comparator"],
        **values,
        "RequiredToPreview": guarded != GUARDS_ACCEPT,
        "ActionsGuarded": guarded,
    }


def _drop_misfits(requirement: Requirement) -> Requirement:
    """Return the requirement without the values that do not fit its type, if it has some that do.

    The sample data of Amazon's .NET SDK has an IntegerValue and a LocaleValue in one requirement.
    """
    fits, other = _VALUES if requirement["QualificationTypeId"] != LOCALE else reversed(_VALUES)
    if not requirement.get(fits):
        return requirement
    return {name: value for name, value in requirement.items() if name != other}


def _check_values(requirement: Requirement, place: str) -> None:
    comparator = requirement["Comparator"]
    integers, locales = (requirement.get(name) or [] for name in _VALUES)
    of_locale = requirement["QualificationTypeId"] == LOCALE
    if of_locale and comparator not in _OF_LOCALES | WITHOUT_VALUES:
        raise InvalidValueError(f"{place}Comparator", comparator)
    values, others = (locales, integers) if of_locale else (integers, locales)
    name, other = (f"{place}{each}" for each in (reversed(_VALUES) if of_locale else _VALUES))
    limit = (_MAX_LOCALES if of_locale else _MAX_INTEGERS) if comparator in WITH_LISTS else 1
    if comparator in WITHOUT_VALUES:
        limit = 0
    if others:
        raise InvalidValueError(other, _format_values(others))
    if len(values) > limit:
        raise InvalidValueError(name, _format_values(values))
    if limit and not values:
        raise ParameterValidationError(INVALID, f"The parameter {name} is required.")


def _format_values(values: Iterable[int | Mapping[str, str]]) -> str:
    """Return integers and locales as a caller wrote them: `60, 80` and `US-CA, GB`."""
    return ", ".join(
        str(each) if isinstance(each, int) else "-".join(each.values()) for each in values
    )
