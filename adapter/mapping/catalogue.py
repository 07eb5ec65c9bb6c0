"""Every operation the adapter carries, found by the name a caller uses."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from adapter.errors import FrontError, Problem
from adapter.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Mapping, Shape


@dataclass(frozen=True)
class Catalogue:
    """Mappings by operation and shapes by name."""

    mappings: Dictionary[str, Mapping]
    shapes: Dictionary[str, Shape]

    @cached_property
    def names(self) -> Dictionary[str, str]:
        """Every name a caller may use, wrong ones of real clients too, and the operation meant."""
        proper = {name: name for name in self.mappings}
        return proper | {alias: m.operation for m in self.mappings.values() for alias in m.aliases}

    def find(self, operation: str) -> Mapping:
        """The mapping of an operation.

        Raises:
            FrontError: there is none; the nearest name is suggested.
        """
        if operation in self.names:
            return self.mappings[self.names[operation]]
        nearest = get_close_matches(operation, self.mappings, n=1)
        hint = f" Did you mean {nearest[0]}?" if nearest else ""
        message = f"The Operation {quoted(operation)} is not one that is answered here.{hint}"
        raise FrontError(Problem("AWS.InvalidOperationParameter", message))
