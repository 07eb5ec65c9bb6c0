"""The current calls that one legacy call makes, with their parameters as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.mapping.schema import Computed, Constant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Call, Translated

    Values = Dictionary[str, Any]


class Code(str):
    """Code that stands for a value nobody knows before the calls are made."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Use:
    """One call that is made.

    Attributes:
        params: values, and `Code` for those that an earlier answer gives.
    """

    call: Call
    params: Dictionary[str, Any]


def uses(mapping: Translated, values: Values) -> Iterator[Use]:
    """The calls made for these arguments when none of them is refused."""
    for call in mapping.calls:
        if _made(call, values):
            params = {name: _value(source, values) for name, source in call.params.items()}
            yield Use(call, {name: each for name, each in params.items() if each is not None})


def _made(call: Call, values: Values) -> bool:
    """Whether the arguments want it; what hangs on an answer is there for refusals only."""
    if call.unless is not None:
        return call.unless.startswith("request.") and _value(call.unless, values) is None
    return call.when is None or _value(call.when, values) is not None


def _value(source: str | Constant | Computed, values: Values) -> Any:
    match source:
        case Constant():
            return source.value
        case Computed():
            return COMPUTED[source.computation]([_value(each, values) for each in source.sources])
    head, *steps = source.split(".")
    if head == "request":
        return values.get(steps[0])
    if head == "context":
        return CONTEXT[steps[0]]
    return Code(head + "".join(f'["{step}"]' for step in steps))


CONTEXT: Dictionary[str, Code] = {
    "now": Code("datetime.now(timezone.utc)"),
    "request_id": Code("str(uuid.uuid4())"),
}


def _token(values: list[Any]) -> Any:
    return next(each for each in values if each is not None)


def _extended_expiry(values: list[Any]) -> Code:
    expires, seconds, now = values
    return Code(f"max({expires}, {now}) + timedelta(seconds={seconds})")


def _long_past(_values: list[Any]) -> Code:
    return Code("datetime(1970, 1, 1, tzinfo=timezone.utc)")


COMPUTED: Dictionary[str, Callable[[list[Any]], Any]] = {
    "token": _token,
    "extended_expiry": _extended_expiry,
    "long_past": _long_past,
}
"""Each computation as a person would write it."""
