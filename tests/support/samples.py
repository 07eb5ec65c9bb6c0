"""Any value that a shape of the current API allows, as Hypothesis draws it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as some

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from adapter.current_api.model import Shape

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 12
# Everything that JSON and the service can carry.
_CHARACTERS = some.characters(exclude_categories=["Cs"], exclude_characters="\0")


def values(shape: Shape, *, milliseconds: int = 1000) -> SearchStrategy[Any]:
    """Values of this shape, times as datetimes in UTC.

    Args:
        shape: may not contain itself.
        milliseconds: what times are multiples of; boto3 sends whole seconds.
    """
    if shape.type == "structure":
        members = {name: values(each, milliseconds=milliseconds) for name, each in _members(shape)}
        optional = {name: each for name, each in members.items() if name not in shape.required}
        required = {name: each for name, each in members.items() if name in shape.required}
        return some.fixed_dictionaries(required, optional=optional)
    if shape.item is not None:
        least = shape.min or 0
        return some.lists(
            values(shape.item, milliseconds=milliseconds), min_size=least, max_size=least + 2
        )
    if shape.type == "string":
        return _texts(shape)
    if shape.type == "boolean":
        return some.booleans()
    if shape.type == "timestamp":
        moments = some.integers(0, 4_000_000_000_000 // milliseconds)
        return moments.map(lambda n: _EPOCH + timedelta(milliseconds=n * milliseconds))
    bits = 31 if shape.type == "integer" else 63
    low = -(2**bits) if shape.min is None else shape.min
    return some.integers(low, 2**bits - 1 if shape.max is None else shape.max)


def _members(shape: Shape) -> list[tuple[str, Shape]]:
    return list(shape.members.items())


def _texts(shape: Shape) -> SearchStrategy[str]:
    if shape.enum:
        return some.sampled_from(shape.enum)
    least = shape.min or 0
    most = max(least, min(shape.max or _LONGEST, _LONGEST))
    if shape.pattern is None:
        return some.text(_CHARACTERS, min_size=least, max_size=most)
    matching = some.from_regex(
        shape.pattern, fullmatch=True, alphabet=some.characters(max_codepoint=126)
    )
    return matching.filter(lambda text: least <= len(text) <= (shape.max or _LONGEST))
