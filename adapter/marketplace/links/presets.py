"""What recruiting platforms call things: the parameters that they send, and the ways back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Preset:
    """What a platform does with a study's address, and how it takes people back.

    Attributes:
        platform: its name, as people know it.
        id_parameter: the query parameter with the participant's id.
        kept_parameters: its other query parameters that are worth keeping.
        placeholders: what the platform replaces in the address, by parameter; a parameter without
            one is appended by the platform itself.
        back_url: the way back, if it is the same for every study.
        back_needs: what every way back has to have in it, such as `{id}`.
        asks_id: whether a person who arrives without an id is asked for it.
    """

    platform: str
    id_parameter: str
    kept_parameters: tuple[str, ...] = ()
    placeholders: Mapping[str, str] = field(default_factory=dict)
    back_url: str | None = None
    back_needs: str = ""
    asks_id: bool = False


PRESETS: Mapping[str, Preset] = {
    # docs.prolific.com, "The study object": the placeholders, and where to redirect to.
    "prolific": Preset(
        "Prolific",
        "PROLIFIC_PID",
        ("STUDY_ID", "SESSION_ID"),
        {each: f"{{{{%{each}%}}}}" for each in ("PROLIFIC_PID", "STUDY_ID", "SESSION_ID")},
        back_url="https://app.prolific.com/submissions/complete?cc={code}",
    ),
    # Connect appends its parameters by itself. A project's wizard shows the ways back: one for
    # completed work, which must not be used to turn people away, and one for a part of it.
    "connect": Preset("CloudResearch Connect", "participantId", ("assignmentId", "projectId")),
    # sona-systems.com, "External Study Credit Granting": the client-side completion URL ends with
    # survey_code=XXXX, which the study replaces.
    "sona": Preset("SONA", "sona_id", placeholders={"sona_id": "%SURVEY_CODE%"}, back_needs="{id}"),
    "class": Preset("the class list", "id", asks_id=True),
}
"""The presets by name. Links of other platforms have the platform's own name instead."""


def find_platform(preset: str) -> str:
    """Return the name of a link's platform, as people know it."""
    return PRESETS[preset].platform if preset in PRESETS else preset
