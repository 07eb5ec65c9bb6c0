"""Read the times that forms of the desk send, which are in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_time_field(
    values: Mapping[str, str], name: str, errors: dict[str, str]
) -> datetime | None:
    """Return the time in the field; None if it is empty or no time, which is added to the errors.

    Args:
        values: by the name of the field, without white space around them.
        name: of the field.
        errors: what is wrong, by field.
    """
    text = values.get(name, "")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        errors[name] = "Enter a time such as 2027-01-31T18:00"
        return None
