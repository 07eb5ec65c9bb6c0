"""The catalogue of the operations that the adapter carries."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from adapter.errors import Problem, ProtocolError
from adapter.model import OperationDescription
from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Mapping, Shape, Structure


@dataclass(frozen=True)
class Catalogue:
    """Mappings by operation, shapes of answers and structures of parameters by name."""

    mappings: Dictionary[str, Mapping]
    shapes: Dictionary[str, Shape]
    structures: Dictionary[str, Structure]

    @cached_property
    def names(self) -> Dictionary[str, str]:
        """Return the operation of every accepted name, aliases included."""
        proper = {name: name for name in self.mappings}
        return proper | {alias: m.operation for m in self.mappings.values() for alias in m.aliases}

    def find(self, operation: str) -> Mapping:
        """Return the mapping of an operation.

        Raises:
            FrontError: no mapping has this name; the message suggests the most similar one.
        """
        if operation in self.names:
            return self.mappings[self.names[operation]]
        nearest = get_close_matches(operation, self.mappings, n=1)
        hint = f" Did you mean {nearest[0]}?" if nearest else ""
        message = f"The Operation {quote_text(operation)} is not one that is answered here.{hint}"
        raise ProtocolError(Problem("AWS.InvalidOperationParameter", message))

    @cached_property
    def descriptions(self) -> Dictionary[str, OperationDescription]:
        """Return a description of every operation."""
        return {name: _describe(mapping) for name, mapping in self.mappings.items()}


def _describe(mapping: Mapping) -> OperationDescription:
    return OperationDescription(
        operation=mapping.operation,
        summary=mapping.summary,
        required=tuple(each.name for each in mapping.request if each.required),
        available=tuple(each.name for each in mapping.request),
        default_groups=mapping.groups.default,
        groups=mapping.groups.valid,
    )
