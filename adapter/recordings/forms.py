"""The form of the two YAML files of a case, validated strictly."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from adapter.text import describe_error

T = TypeVar("T")


def _plain(value: object) -> object:
    """Return the value itself, if JSON gives it back equal: no key but text, no bytes, no NaN."""
    try:
        same = json.loads(json.dumps(value)) == value
    except (TypeError, ValueError):
        same = False
    if not same:
        raise ValueError("expected nothing but texts, numbers, booleans, lists and objects")
    return value


Plain = Annotated[dict[str, Any], BeforeValidator(_plain)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class CaseForm(_Form):
    """`case.yaml`: what the other three files do not hold."""

    origin: Literal["documented", "recorded", "written"]
    summary: str = Field(min_length=1)
    # Not strict, because the file has it as text.
    came_at: AwareDatetime = Field(strict=False)
    request_id: str = Field(min_length=1)
    sandbox: bool = False
    status: int = Field(default=200, ge=100, le=599)
    golden_only: bool = False


class RefusedForm(_Form):
    """The upstream's own code and words."""

    code: str
    message: str


class TextForm(_Form):
    """An error whose text only the log has."""

    text: str = ""


class UnavailableForm(_Form):
    """An error whose text the caller reads."""

    text: str


class ErrorForm(_Form):
    """One of the upstream errors, under the name of its kind."""

    refused: RefusedForm | None = None
    denied: TextForm | None = None
    throttled: TextForm | None = None
    outcome_unknown: UnavailableForm | None = None
    unavailable: UnavailableForm | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if [each is None for _, each in self].count(False) != 1:
            raise ValueError(f"expected exactly one of {', '.join(type(self).model_fields)}")
        return self


class CallForm(_Form):
    """One current call in `calls.yaml`."""

    operation: str
    params: Plain
    result: Plain | None = None
    error: ErrorForm | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.result is None) == (self.error is None):
            raise ValueError("expected either result or error")
        return self


CALLS = TypeAdapter(list[CallForm])
CASE = TypeAdapter(CaseForm)


def validate(form: TypeAdapter[T], value: object) -> T:
    """Return the value in its form; a ValueError names every wrong place, and what fits there."""
    try:
        return form.validate_python(value)
    except ValidationError as error:
        raise ValueError("; ".join(describe_error(each) for each in error.errors())) from None
