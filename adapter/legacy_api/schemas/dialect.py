"""One version of the legacy API: its operations, parameters and answers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapter.legacy_api.schemas import facts, restrict
from adapter.legacy_api.schemas.facts import Structure
from adapter.legacy_api.schemas.versions import VERSIONS
from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.legacy_api.schemas.facts import Facts, Member
    from adapter.xml.element import Element

_RESPONSE = "Response"
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Dialect:
    """The operations of a version, what they take and what they answer.

    Methods raise a LookupError for an operation that the version does not have; see `has`.
    """

    version: str
    facts: Facts

    @functools.cached_property
    def operations(self) -> tuple[str, ...]:
        """Return the name of every operation, in the schema's order."""
        named = self.facts.elements
        return tuple(name for name in named if f"{name}{_RESPONSE}" in named)

    def has(self, operation: str) -> bool:
        """Return whether the version has the operation."""
        return operation in self.operations

    def request(self, operation: str) -> Member:
        """Return how often `Request` must and may stand in a call."""
        return self._element(operation).members["Request"]

    def result(self, operation: str) -> Member:
        """Return the element that answers one `Request`."""
        return [*self._element(operation, _RESPONSE).members.values()][-1]

    def parameter(self, operation: str, path: Iterable[str]) -> Member | None:
        """Return the member at a path inside `Request`; None where the version has none.

        The path is of names only: ("QualificationRequirement", "LocaleValue", "Country").
        """
        found: Member | None = self.request(operation)
        for step in path:
            kind = self.facts.find(found.type) if found else None
            found = kind.members.get(step) if isinstance(kind, Structure) else None
        return found

    def restrict(self, operation: str, elements: Iterable[Element]) -> tuple[Element, ...]:
        """Return an answer's OperationRequest and results in the order and words of the version.

        See `restrict.restrict`.
        """
        return restrict.restrict(self.facts, self._element(operation, _RESPONSE), elements) or ()

    def _element(self, operation: str, ending: str = "") -> Structure:
        if self.has(operation):
            return self.facts.elements[operation + ending]
        raise LookupError(f"version {self.version} has no operation {quote_text(operation)}")


@functools.cache
def load(version: str) -> Dialect:
    """Return a version, read once; raise a LookupError unless it is one of VERSIONS."""
    if version not in VERSIONS:
        raise LookupError(
            f"no schema of version {quote_text(version)}; version_of names one there is"
        )
    return Dialect(version, facts.read((_DATA / f"{version}.json").read_text(encoding="utf-8")))
