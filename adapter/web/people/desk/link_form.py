"""The form for a new recruiting link: its fields by platform, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.links import OUTCOMES, PRESETS, LinkSettings, find_platform
from adapter.web.people.desk.time_fields import read_time_field

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER = "other"
"""In the form: a platform without a preset, whose name is a field."""

CODES = {
    "completed": "Code for completed work",
    "partial": "Code for a part of it",
    "none_left": "Code when no task was left",
    "turned_away": "Code for who may not take part",
}
"""The labels of the fields with codes."""

_BACKS: Mapping[str, Mapping[str, str]] = {
    "connect": {
        "completed": "Redirect URL for completed work",
        "partial": "Redirect URL for partial completes",
    },
    "sona": {"completed": "Completion URL (client-side)"},
    OTHER: {
        "completed": "The way back",
        "partial": "Another way back for a part of it",
        "none_left": "Another way back when no task was left",
        "turned_away": "Another way back for who may not take part",
    },
}
_WITH_CODES = ("prolific", "connect", OTHER)

NAMES = (
    *("name", "preset", "id_parameter", "kept_parameters", "group_id", "most_tasks"),
    *("opens", "ends"),
    *(f"{kind}.{outcome}" for kind in ("code", "back") for outcome in OUTCOMES),
)
"""The names of all fields."""


def list_codes(platform: str) -> Mapping[str, str]:
    """Return the labels of the codes that the platform takes, by outcome."""
    return CODES if platform in _WITH_CODES else {}


def list_backs(platform: str) -> Mapping[str, str]:
    """Return the labels of the ways back that differ from study to study, by outcome."""
    return _BACKS.get(platform, {})


def read_link_form(
    platform: str, values: Mapping[str, str]
) -> tuple[LinkSettings | None, Mapping[str, str]]:
    """Return the settings that the form says, and what cannot be read, by field.

    Args:
        platform: a preset, or OTHER.
        values: by the name of the field, without white space around them.
    """
    errors: dict[str, str] = {}
    preset = values["preset"] if platform == OTHER else platform
    settings = LinkSettings(
        name=values["name"] or (find_platform(preset) if platform in PRESETS else preset),
        preset=preset,
        id_parameter=values["id_parameter"],
        kept_parameters=tuple(values["kept_parameters"].replace(",", " ").split()),
        group_id=values["group_id"] or None,
        most_tasks=_read_number(values, errors),
        codes=_read_outcomes("code", values),
        back_urls=_read_outcomes("back", values),
        opens=read_time_field(values, "opens", errors),
        ends=read_time_field(values, "ends", errors),
    )
    return None if errors else settings, errors


def _read_outcomes(kind: str, values: Mapping[str, str]) -> Mapping[str, str]:
    found = {outcome: values[f"{kind}.{outcome}"] for outcome in OUTCOMES}
    return {outcome: value for outcome, value in found.items() if value}


def _read_number(values: Mapping[str, str], errors: dict[str, str]) -> int | None:
    text = values["most_tasks"]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        errors["most_tasks"] = "Enter a number such as 2, or nothing"
        return None
    return int(text)
