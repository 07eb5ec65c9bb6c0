"""The current calls that one legacy call makes, with their parameters as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.mapping.converters import COMPUTATIONS
from adapter.mapping.schema import ComputedValue, Constant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Call, TranslatedOperation

    Values = Dictionary[str, Any]


class Code(str):
    """Code that represents a value which only the earlier calls return."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One current call of the explanation.

    Attributes:
        params: values, and `Code` for those that an earlier answer contains.
    """

    call: Call
    params: Dictionary[str, Any]


def plan_calls(mapping: TranslatedOperation, values: Values) -> Iterator[PlannedCall]:
    """Yield the calls for these arguments when none of them is refused."""
    for call in mapping.calls:
        if _is_planned(call, values):
            params = {name: _resolve(source, values) for name, source in call.params.items()}
            yield PlannedCall(
                call, {name: each for name, each in params.items() if each is not None}
            )


def _is_planned(call: Call, values: Values) -> bool:
    """Return whether the arguments require a call; a condition on an answer counts as not met."""
    if call.unless is not None:
        return call.unless.startswith("request.") and _resolve(call.unless, values) is None
    return call.when is None or _resolve(call.when, values) is not None


def _resolve(source: str | Constant | ComputedValue, values: Values) -> Any:
    match source:
        case Constant():
            return source.value
        case ComputedValue():
            return _compute(source, values)
    head, *steps = source.split(".")
    if head == "request":
        return values.get(steps[0])
    if head == "context":
        return CONTEXT[steps[0]]
    return Code(head + "".join(f'["{step}"]' for step in steps))


def _compute(source: ComputedValue, values: Values) -> Any:
    computation = COMPUTATIONS[source.computation]
    sources = [_resolve(each, values) for each in source.sources]
    if computation.code is None:
        return next(each for each in sources if each is not None)
    return Code(computation.code.format(*sources))


CONTEXT: Dictionary[str, Code] = {
    "now": Code("datetime.now(timezone.utc)"),
    "request_id": Code("str(uuid.uuid4())"),
}
