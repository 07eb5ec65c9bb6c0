"""What a recruiting platform sends in the address of a study."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from adapter.marketplace.links import Link

_MAX_LENGTH = 200
# What a platform replaces: {{%PROLIFIC_PID%}}, [[%…%]], %SURVEY_CODE%, ${…}.
_PLACEHOLDER = re.compile(r"%[A-Za-z_]+%|\{\{|\[\[|\$\{")
# Browsers read these as steps in a path.
_STEPS = (".", "..")


@dataclass(frozen=True, slots=True)
class ArrivalFields:
    """What the platform says of a participant.

    Attributes:
        external_id: the participant's on the platform.
        parameters: the kept ones that were sent.
    """

    external_id: str
    parameters: Mapping[str, str]


class ArrivalFieldsError(Exception):
    """The address does not say who arrives.

    Attributes:
        reason: `missing`, `placeholder` (the platform replaced nothing), `twice` or `unreadable`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_arrival(link: Link, query: MultiDict[str, str]) -> ArrivalFields:
    """Return what the query of the link's address says, or raise an ArrivalFieldsError."""
    found = {each.strip() for each in query.getlist(link.id_parameter)} - {""}
    if len(found) != 1:
        raise ArrivalFieldsError("twice" if found else "missing")
    [external_id] = found
    if _PLACEHOLDER.search(external_id):
        raise ArrivalFieldsError("placeholder")
    sent = {name: query.get(name, "").strip() for name in link.kept_parameters}
    kept = {name: value for name, value in sent.items() if value}
    if external_id in _STEPS or not all(_is_plain(each) for each in (external_id, *kept.values())):
        raise ArrivalFieldsError("unreadable")
    useful = {name: value for name, value in kept.items() if not _PLACEHOLDER.search(value)}
    return ArrivalFields(external_id, useful)


def _is_plain(value: str) -> bool:
    return len(value) <= _MAX_LENGTH and value.isprintable()
