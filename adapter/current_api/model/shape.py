"""A shape: the type of one value of the current API, with its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False)
class Shape:
    """The type of a value of the current API. A shape equals only itself and may contain itself.

    Attributes:
        type: structure, list, string, integer, long, boolean or timestamp.
        members: the members of a structure by name, in the order of the API; otherwise none.
        required: the members that a structure must have.
        item: the shape of a list's items; None for every other type.
        enum: the texts that are allowed; empty if all are.
        min: the smallest number, or the least length of a text or a list; None means no limit.
        max: the greatest number, or the greatest length; None means no limit.
        pattern: the regular expression that the whole of a text must match.
    """

    name: str
    type: str
    members: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    required: frozenset[str] = frozenset()
    item: Shape | None = None
    enum: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    pattern: str | None = None


def read_shapes(described: Mapping[str, Any]) -> Mapping[str, Shape]:
    """Return every shape by name, from the `shapes` of a botocore service model."""
    # Members are added after their structure is built, so that a shape can contain itself.
    members: dict[str, dict[str, Shape]] = {name: {} for name in described}
    shapes: dict[str, Shape] = {}

    def shape(name: str) -> Shape:
        if name not in shapes:
            inner = described[name].get("member")
            item = shape(inner["shape"]) if inner else None
            shapes[name] = _shape(name, described[name], MappingProxyType(members[name]), item)
        return shapes[name]

    for name, facts in described.items():
        for member, reference in facts.get("members", {}).items():
            members[name][member] = shape(reference["shape"])
    return MappingProxyType({name: shape(name) for name in described})


def _shape(
    name: str, facts: Mapping[str, Any], members: Mapping[str, Shape], item: Shape | None
) -> Shape:
    return Shape(
        name=name,
        type=facts["type"],
        members=members,
        required=frozenset(facts.get("required", ())),
        item=item,
        enum=tuple(facts.get("enum", ())),
        min=facts.get("min"),
        max=facts.get("max"),
        pattern=facts.get("pattern"),
    )
