"""The rules by which calls fail, and how they are written in YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from adapter.current_api import model as current
from adapter.errors import SettingError
from adapter.settings.problems import describe_problem
from adapter.text import suggest_name
from adapter.yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic_core import ErrorDetails

    from adapter.mapping.catalogue import Catalogue

_MAX_SECONDS = 300

_OWN = {"refuse": ("code", "message"), "delay": ("seconds",)}
"""The settings that belong to one fault, the first of which it needs."""


class FaultRule(BaseModel):
    """Which calls fail, and how.

    Of the calls that fit, the first `after` pass; of the rest every `every`th fails, until `times`
    of them have failed.

    Attributes:
        operation: of either API, by its documented name; None: every operation.
        api: None: both.
        fault: `throttle`, `unavailable`, `refuse` and `delay` act before the call is carried out
            (the first three instead of it), `cut` after it.
        after, every, times: which of the calls fail; `times` None: it never stops.
        seconds: of a delay.
        code, message: of a refusal.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    operation: str | None = None
    api: Literal["legacy", "current"] | None = None
    fault: Literal["throttle", "unavailable", "refuse", "delay", "cut"]
    after: int = Field(default=0, ge=0, examples=[2])
    every: int = Field(default=1, gt=0, examples=[3])
    times: int | None = Field(default=None, gt=0, examples=[2])
    seconds: float | None = Field(default=None, gt=0, le=_MAX_SECONDS, examples=[1.5])
    code: str | None = Field(default=None, min_length=1)
    message: str | None = None

    @field_validator("operation")
    @classmethod
    def _check_operation(cls, name: str | None, info: ValidationInfo) -> str | None:
        known: Collection[str] = info.context or ()
        if name is not None and name not in known:
            raise ValueError(f"neither API has this operation{suggest_name(name, known)}")
        return name

    @model_validator(mode="after")
    def _check_own(self) -> Self:
        for fault, names in _OWN.items():
            if self.fault == fault and getattr(self, names[0]) is None:
                raise ValueError(f"fault {fault} needs {names[0]}")
            given = [name for name in names if getattr(self, name) is not None]
            if self.fault != fault and given:
                raise ValueError(f"{given[0]} belongs to fault {fault}, and this is {self.fault}")
        return self

    def fits(self, api: str, operation: str) -> bool:
        """Return whether the rule is about this operation of this API."""
        return self.api in (None, api) and self.operation in (None, operation)


def list_operations(catalogue: Catalogue) -> frozenset[str]:
    """Return the documented names of the operations of both APIs."""
    return frozenset(catalogue.mappings) | frozenset(current.load().operations)


def read_rules(text: bytes, place: str, operations: Collection[str]) -> tuple[FaultRule, ...]:
    """Return the rules of a YAML document, a list; none for an empty one.

    Args:
        text: the document.
        place: what it is called in an error.
        operations: the names that a rule may have.

    Raises:
        SettingError: the document has another form.
    """
    try:
        document = read_yaml(text.decode())
    except ValueError as error:
        raise SettingError(place, f"not YAML: {error}") from None
    if document is None:
        return ()
    if not isinstance(document, list):
        raise SettingError(place, "expected a list of faults, each as `- fault: throttle`")
    return tuple(
        build_rule(each, f"{place}: fault {number}", operations)
        for number, each in enumerate(document, 1)
    )


def build_rule(members: Mapping[str, Any], place: str, operations: Collection[str]) -> FaultRule:
    """Return the rule with these members; raises a SettingError that names the place."""
    if not isinstance(members, dict):
        raise SettingError(place, "expected members such as `fault: throttle`")
    try:
        return FaultRule.model_validate(members, context=operations)
    except ValidationError as error:
        raise SettingError(place, "; ".join(map(_describe, error.errors()))) from None


def _describe(problem: ErrorDetails) -> str:
    if not problem["loc"]:
        return str(problem["ctx"]["error"])
    text = describe_problem(problem, FaultRule.model_fields, {})
    return f"{problem['loc'][-1]}: {text}"
