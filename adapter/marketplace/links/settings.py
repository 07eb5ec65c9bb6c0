"""What a requester says of a recruiting link, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adapter.marketplace.links.back_urls import CODE, ID, find_problem, has_placeholder
from adapter.marketplace.links.outcomes import COMPLETED, OUTCOMES
from adapter.marketplace.links.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

_PARAMETER = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_PRESET = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# Other identities from which WorkerIds are derived: no link may give somebody the id of a name.
_RESERVED = ("name", "requester")
_CODE = re.compile(r"[!-~]{1,100}")
_MAX_NAME = 200
_MOST_TASKS = 999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """What a requester says of a link.

    Attributes:
        name: for the requester.
        preset: one of PRESETS, or the name of another platform. The same id on one platform is the
            same worker.
        id_parameter: the query parameter with the participant's id.
        kept_parameters: the other query parameters that are kept.
        group_id: the HITGroupId or HITTypeId of the work; None: everything of the account.
        most_tasks: how many assignments each participant may do; None: any number.
        back_urls: the way back of each outcome. That of completed work is for all outcomes with a
            code, if the code stands in it.
        codes: the code of each outcome.
        opens: from when people may arrive; None: at once.
        ends: until when; None: always.
    """

    name: str
    preset: str
    id_parameter: str = ""
    kept_parameters: tuple[str, ...] = ()
    group_id: str | None = None
    most_tasks: int | None = None
    back_urls: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    opens: datetime | None = None
    ends: datetime | None = None

    def find_back_url(self, outcome: str) -> str | None:
        """Return the way back of the outcome, with placeholders; None if there is none."""
        template = self.back_urls.get(outcome)
        if template is None:
            shared = self.back_urls.get(COMPLETED)
            template = shared if shared and has_placeholder(shared, CODE) else None
        needs_code = template is not None and has_placeholder(template, CODE)
        return None if needs_code and outcome not in self.codes else template


def add_defaults(settings: LinkSettings) -> LinkSettings:
    """Return the settings with what the preset says where the requester said nothing."""
    preset = PRESETS.get(settings.preset)
    if preset is None:
        return settings
    id_parameter = settings.id_parameter or preset.id_parameter
    kept = dict.fromkeys((*preset.kept_parameters, *settings.kept_parameters))
    shared = {COMPLETED: preset.back_url} if preset.back_url else {}
    return replace(
        settings,
        id_parameter=id_parameter,
        kept_parameters=tuple(each for each in kept if each != id_parameter),
        back_urls={**shared, **settings.back_urls},
    )


def find_problems(settings: LinkSettings) -> dict[str, str]:
    """Return what is wrong with the settings: a sentence by field; `code.…` and `back.…` too."""
    return dict(
        (
            *_check_names(settings),
            *_check_parameters(settings),
            *_check_ways_back(settings),
            *_check_limits(settings),
        )
    )


def _check_names(settings: LinkSettings) -> Iterator[tuple[str, str]]:
    name = settings.name
    if not name.strip() or len(name) > _MAX_NAME or not name.isprintable():
        yield "name", f"Enter a name of at most {_MAX_NAME} characters."
    if not _PRESET.fullmatch(settings.preset) or settings.preset in _RESERVED:
        yield "preset", f"Choose {', '.join(PRESETS)}, or write another platform's name small."


def _check_parameters(settings: LinkSettings) -> Iterator[tuple[str, str]]:
    if not settings.id_parameter:
        known = ", ".join(PRESETS)
        text = f"Say which parameter has the participant's id: only {known} are known here."
        yield "id_parameter", text
    elif not _PARAMETER.fullmatch(settings.id_parameter):
        yield "id_parameter", "Use letters, digits and . _ - in the name of a parameter."
    for each in settings.kept_parameters:
        if not _PARAMETER.fullmatch(each):
            yield "kept_parameters", "Use letters, digits and . _ - in the name of a parameter."
        elif each in (CODE, ID, settings.id_parameter):
            yield "kept_parameters", f"{each} has a meaning of its own. It cannot be kept."


def _check_ways_back(settings: LinkSettings) -> Iterator[tuple[str, str]]:
    names = (CODE, ID, *settings.kept_parameters)
    needed = PRESETS[settings.preset].back_needs if settings.preset in PRESETS else ""
    for outcome, template in settings.back_urls.items():
        problem = find_problem(template, names)
        if problem is None and needed not in template:
            problem = f"Write {needed} where the platform's address has XXXX."
        if problem is not None:
            yield f"back.{outcome}", problem
        elif has_placeholder(template, CODE) and outcome not in settings.codes:
            yield f"code.{outcome}", "Give the code: the way back has {code} in it."
    for outcome, code in settings.codes.items():
        if not _CODE.fullmatch(code):
            yield f"code.{outcome}", "Use at most 100 plain characters, without spaces."
    for outcome in {*settings.back_urls, *settings.codes} - set(OUTCOMES):
        yield "code", f"{outcome} is no outcome. Use {', '.join(OUTCOMES)}."


def _check_limits(settings: LinkSettings) -> Iterator[tuple[str, str]]:
    if settings.most_tasks is not None and settings.most_tasks < 1:
        yield "most_tasks", "Let each participant do at least one task."
    if settings.most_tasks is not None and settings.most_tasks > _MOST_TASKS:
        yield "most_tasks", f"Let each participant do at most {_MOST_TASKS:,} tasks."
    if settings.opens and settings.ends and settings.ends <= settings.opens:
        yield "ends", "Let it end after it opens."
