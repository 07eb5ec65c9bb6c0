"""The current calls that one legacy call makes, with their parameters as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.mapping.converters import COMPUTATIONS
from adapter.mapping.schema import Computed, Constant

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """Yield the calls made for these arguments when none of them is refused."""
    for call in mapping.calls:
        if _made(call, values):
            params = {name: _value(source, values) for name, source in call.params.items()}
            yield Use(call, {name: each for name, each in params.items() if each is not None})


def _made(call: Call, values: Values) -> bool:
    """Return whether the arguments want it; what hangs on an answer is there for refusals only."""
    if call.unless is not None:
        return call.unless.startswith("request.") and _value(call.unless, values) is None
    return call.when is None or _value(call.when, values) is not None


def _value(source: str | Constant | Computed, values: Values) -> Any:
    match source:
        case Constant():
            return source.value
        case Computed():
            return _computed(source, values)
    head, *steps = source.split(".")
    if head == "request":
        return values.get(steps[0])
    if head == "context":
        return CONTEXT[steps[0]]
    return Code(head + "".join(f'["{step}"]' for step in steps))


def _computed(source: Computed, values: Values) -> Any:
    computation = COMPUTATIONS[source.computation]
    given = [_value(each, values) for each in source.sources]
    if computation.code is None:
        return next(each for each in given if each is not None)
    return Code(computation.code.format(*given))


CONTEXT: Dictionary[str, Code] = {
    "now": Code("datetime.now(timezone.utc)"),
    "request_id": Code("str(uuid.uuid4())"),
}
