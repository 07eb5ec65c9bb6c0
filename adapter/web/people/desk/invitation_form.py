"""The form for new invitations: what its fields say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.invitations import Terms
from adapter.web.people.desk.time_fields import read_time_field

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_COUNT = 500
"""How many links one page shows; the command makes more."""

_MAX_USES = 100_000
_MAX_INVITER = 100
_MAX_VALUE = 2**31 - 1
_MAX_DIGITS = 10
_GRANT = "grant."
_LABELS = {"count": "of links", "uses": "of uses"}


def read_invitation_form(
    values: Mapping[str, str], worker_id: str | None
) -> tuple[Terms, int, Mapping[str, str]]:
    """Return the terms, how many links are wanted, and what cannot be read, by field.

    Args:
        values: by the name of the field, without white space around them; `grant.TYPE` has the
            value of a qualification.
        worker_id: whose personal link it is; None: whoever joins is a new worker.
    """
    errors: dict[str, str] = {}
    count = _read_number(values, "count", MAX_COUNT, errors) or 1
    terms = Terms(
        _read_grants(values, errors),
        _read_number(values, "uses", _MAX_USES, errors),
        read_time_field(values, "ends", errors),
        worker_id,
        values.get("inviter") or None,
    )
    if len(values.get("inviter", "")) > _MAX_INVITER:
        errors["inviter"] = f"Enter who invites in at most {_MAX_INVITER} characters"
    return terms, count, errors


def _read_grants(values: Mapping[str, str], errors: dict[str, str]) -> Mapping[str, int]:
    grants = {}
    for name, text in values.items():
        if name.startswith(_GRANT) and text:
            value = _read_number(values, name, _MAX_VALUE, errors, least=0)
            grants[name.removeprefix(_GRANT)] = value or 0
    return grants


def _read_number(
    values: Mapping[str, str], name: str, most: int, errors: dict[str, str], *, least: int = 1
) -> int | None:
    text = values.get(name, "")
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    if not is_number or not least <= int(text) <= most:
        label = _LABELS.get(name, "as the value")
        errors[name] = f"Enter a number from {least} to {most:,} {label}, or nothing"
        return None
    return int(text)
