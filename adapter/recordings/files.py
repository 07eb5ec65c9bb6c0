"""Read, validate and write the four files of a case.

An error in a file is a ValueError that names the place in it and what was expected there.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar

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

from adapter.current_api.model import load
from adapter.current_api.shapes import UnfitError
from adapter.current_api.times import read_times, write_times
from adapter.model import ModernCall
from adapter.recordings import Failure, FailureKind, RecordedCall
from adapter.recordings.request_text import read_request, write_request
from adapter.recordings.write_yaml import write_yaml
from adapter.text import describe_error
from adapter.yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.current_api.model import Shape
    from adapter.recordings import Case

T = TypeVar("T")

CASE_FILE = "case.yaml"
REQUEST_FILE = "request.http"
CALLS_FILE = "calls.yaml"
RESPONSE_FILE = "response.xml"
FILES = (CASE_FILE, REQUEST_FILE, CALLS_FILE, RESPONSE_FILE)


def _check_json(value: object) -> object:
    """Return the value if it is an object of JSON: text keys only, no bytes, no NaN."""
    try:
        same = json.loads(json.dumps(value)) == value
    except (TypeError, ValueError):
        same = False
    if not same:
        raise ValueError("expected nothing but texts, numbers, booleans, lists and objects")
    return value


JsonObject = Annotated[dict[str, Any], BeforeValidator(_check_json)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class CaseForm(_Form):
    """The content of `case.yaml`."""

    origin: Literal["documented", "recorded", "written"]
    summary: str = Field(min_length=1)
    # Not strict, because the file has it as text.
    came_at: AwareDatetime = Field(strict=False)
    request_id: str = Field(min_length=1)
    sandbox: bool = False
    status: int = Field(default=200, ge=100, le=599)
    golden_only: bool = False


class RefusedForm(_Form):
    """The code and the message of a refusal."""

    code: str
    message: str


class TextForm(_Form):
    """An error with a text for the log only."""

    text: str = ""


class UnavailableForm(_Form):
    """An error with a text for the caller."""

    text: str


class ErrorForm(_Form):
    """One of the upstream errors, under the name of its kind."""

    refused: RefusedForm | None = None
    denied: TextForm | None = None
    throttled: TextForm | None = None
    outcome_unknown: UnavailableForm | None = None
    unavailable: UnavailableForm | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if [each is None for _, each in self].count(False) != 1:
            raise ValueError(f"expected exactly one of {', '.join(type(self).model_fields)}")
        return self


class CallForm(_Form):
    """One current call in `calls.yaml`."""

    operation: str
    params: JsonObject
    result: JsonObject | None = None
    error: ErrorForm | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Self:
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


def read_case_form(content: bytes) -> CaseForm:
    """Return the content of `case.yaml`."""
    return _read(CASE, content)


def read_calls(content: bytes) -> tuple[RecordedCall, ...]:
    """Return the calls in `calls.yaml`, with their times as datetimes."""
    return _build_calls(_read(CALLS, content))


def write_case(case: Case) -> Mapping[str, bytes]:
    """Return the content of each file; raise a ValueError for a value that would not read back."""
    form, calls = _write_case_form(case), [_write_call_form(each) for each in case.calls]
    request = write_request(case.request)
    validate(CASE, form)
    _build_calls(validate(CALLS, calls))
    read_request(request)
    return {
        CASE_FILE: write_yaml(form).encode(),
        REQUEST_FILE: request,
        CALLS_FILE: write_yaml(calls).encode(),
        RESPONSE_FILE: case.response.body,
    }


def _read(form: TypeAdapter[T], content: bytes) -> T:
    return validate(form, read_yaml(content.decode()))


def _build_calls(forms: list[CallForm]) -> tuple[RecordedCall, ...]:
    return tuple(_build_call(form, index) for index, form in enumerate(forms))


def _build_call(form: CallForm, index: int) -> RecordedCall:
    try:
        takes, gives = load().find_input(form.operation), load().find_output(form.operation)
    except LookupError as error:
        raise ValueError(f"$[{index}].operation: {error.args[0]}") from None
    call = ModernCall(form.operation, _read_times(takes, form.params, index, "params"))
    if form.error is not None:
        return RecordedCall(call, _build_failure(form.error))
    return RecordedCall(call, _read_times(gives, form.result, index, "result"))


def _read_times(shape: Shape, value: object, index: int, name: str) -> Any:
    try:
        return read_times(shape, value)
    except UnfitError as error:
        error.path = (index, name, *error.path)
        raise


def _build_failure(form: ErrorForm) -> Failure:
    if form.refused is not None:
        return Failure(FailureKind.REFUSED, form.refused.message, form.refused.code)
    [(kind, inner)] = [(name, each) for name, each in form if each is not None]
    return Failure(FailureKind(kind), inner.text)


def _write_case_form(case: Case) -> dict[str, object]:
    context, status = case.context, case.response.status
    came_at = context.now.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return {
        "origin": case.origin.value,
        "summary": case.summary,
        "came_at": came_at,
        "request_id": context.request_id,
        # The usual values are left out.
        **({"sandbox": True} if context.sandbox else {}),
        **({"status": status} if status != CaseForm.model_fields["status"].default else {}),
        **({"golden_only": True} if case.golden_only else {}),
    }


def _write_call_form(recorded: RecordedCall) -> dict[str, object]:
    answer = recorded.answer
    params = _sort_members(write_times(recorded.call.params, ("params",)))
    form: dict[str, object] = {"operation": recorded.call.operation, "params": params}
    if not isinstance(answer, Failure):
        return {**form, "result": _sort_members(write_times(answer, ("result",)))}
    if answer.kind is FailureKind.REFUSED:
        return {**form, "error": {"refused": {"code": answer.code, "message": answer.text}}}
    return {**form, "error": {answer.kind.value: {"text": answer.text}}}


def _sort_members(value: object) -> object:
    """Return the value with the members of each object by name, as their order has no use."""
    if isinstance(value, dict):
        return {name: _sort_members(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sort_members(each) for each in value]
    return value
