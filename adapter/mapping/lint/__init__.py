"""Check mappings against the description of the current API before the adapter starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.mapping.lint.requests import check_operation, check_structure
from adapter.mapping.lint.responses import check_response, check_shape

if TYPE_CHECKING:
    from collections.abc import Collection

    from adapter.current_api.model import CurrentApi
    from adapter.mapping.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a mapping, a shape or a structure, with the path in its file."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.text}"


def lint(catalogue: Catalogue, api: CurrentApi, handlers: Collection[str]) -> tuple[Finding, ...]:
    """Return every contradiction between the catalogue and the current API, or within it.

    Args:
        catalogue: every mapping, shape and structure.
        api: the description of the current API.
        handlers: the names that a mapping may give as its `handler`.
    """
    found = [
        (f"mappings/{name}.yaml", problem)
        for name, mapping in catalogue.mappings.items()
        for problem in (
            *check_operation(mapping, api, handlers),
            *check_response(mapping, catalogue, api),
        )
    ]
    found += [
        (f"mappings/shapes/{name}.yaml", problem)
        for name, shape in catalogue.shapes.items()
        for problem in check_shape(shape, catalogue, api)
    ]
    found += [
        (f"mappings/structures/{name}.yaml", problem)
        for name, structure in catalogue.structures.items()
        for problem in check_structure(structure, api)
    ]
    return tuple(Finding(file, place, text) for file, (place, text) in found)
