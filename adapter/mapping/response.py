"""The response part of a mapping: elements in order and the shapes that they use."""

from __future__ import annotations

from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from adapter.mapping.words import Name, Path, Place, Strict


class Member(Strict):
    """An element of the answer: from one value, a constant, or once for each item of a list.

    Attributes:
        sources: path of the value, or of each value the converter takes; in a shape the name of
            the item's member, by default the same name as the element, and `.` the item itself.
        converter: one of `converters.CONVERTERS`.
        value: the same text always.
        each: path of a list; one element for each of its items.
        shape: a structure from shapes/, for the value or for each item.
        groups: the response groups that contain the element; empty if all answers contain it.
    """

    name: Name
    sources: Place | tuple[Place, ...] | None = Field(default=None, alias="from")
    converter: Name = Field(default="text", alias="as")
    value: str | None = None
    each: Place | None = None
    shape: Name | None = None
    groups: tuple[Name, ...] = ()

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Return the paths of its values."""
        if isinstance(self.sources, tuple):
            return self.sources
        return (self.sources or self.name,)

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        if sum(each is not None for each in (self.sources, self.value, self.each)) > 1:
            raise ValueError("give one of `from`, `value` and `each`")
        return self


class Shape(Strict):
    """A structure, written once: the elements in order, and the current shape they come from.

    Attributes:
        current: null if a handler builds the value.
    """

    shape: Name
    current: Name | None
    members: tuple[Member, ...]

    @property
    def file_stem(self) -> str:
        """Return the name of its file without the ending."""
        return self.shape


class Response(Strict):
    """The result element: its members listed here, or those of one structure.

    Attributes:
        element: stated, never derived: some legacy names are irregular.
        shape, source: the structure, and the path of the value that fills it.
    """

    element: Name
    members: tuple[Member, ...] = ()
    shape: Name | None = None
    source: Path | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _check_shape(self) -> Self:
        if (self.shape is None) != (self.source is None):
            raise ValueError("`shape` and `from` go together")
        if self.shape is not None and self.members:
            raise ValueError("give `members` or a `shape`, not both")
        return self
