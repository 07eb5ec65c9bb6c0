"""The elements of an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Element:
    """A named element of an answer: text, or elements in order."""

    name: str
    content: str | tuple[Element, ...]

    @property
    def children(self) -> tuple[Element, ...]:
        """Return the elements in it; none in a text."""
        return self.content if isinstance(self.content, tuple) else ()
