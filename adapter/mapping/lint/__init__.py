"""Mappings held against the current API's description: found before anything listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.mapping.lint.requests import operation_problems, structure_problems
from adapter.mapping.lint.responses import response_problems, shape_problems

if TYPE_CHECKING:
    from collections.abc import Collection

    from adapter.current_api.model import CurrentApi
    from adapter.mapping.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a mapping, a shape or a structure, and the place in its file."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.text}"


def lint(catalogue: Catalogue, api: CurrentApi, handlers: Collection[str]) -> tuple[Finding, ...]:
    """Return everything in the catalogue that the current API, or the catalogue, contradicts.

    Args:
        catalogue: every mapping, shape and structure.
        api: the description of the current API.
        handlers: the names that a mapping may give as its `handler`.
    """
    found = [
        (f"mappings/{name}.yaml", problem)
        for name, mapping in catalogue.mappings.items()
        for problem in (
            *operation_problems(mapping, catalogue, api, handlers),
            *response_problems(mapping, catalogue, api),
        )
    ]
    found += [
        (f"mappings/shapes/{name}.yaml", problem)
        for name, shape in catalogue.shapes.items()
        for problem in shape_problems(shape, catalogue, api)
    ]
    found += [
        (f"mappings/structures/{name}.yaml", problem)
        for name, structure in catalogue.structures.items()
        for problem in structure_problems(structure, catalogue, api)
    ]
    return tuple(Finding(file, place, text) for file, (place, text) in found)
