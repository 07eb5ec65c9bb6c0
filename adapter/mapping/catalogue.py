"""The catalogue of the operations that the adapter carries, loaded strictly from mappings/."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from adapter.errors import MappingError, Problem, ProtocolError
from adapter.mapping.request import LoadContext
from adapter.mapping.schema import Mapping, Shape, Structure
from adapter.model import OperationDescription
from adapter.text import describe_error, quote_text
from adapter.yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary
    from pathlib import Path


@dataclass(frozen=True)
class Catalogue:
    """Mappings by operation, shapes of answers and structures of parameters by name.

    Attributes:
        embedded: whether the embedded marketplace answers.
    """

    mappings: Dictionary[str, Mapping]
    shapes: Dictionary[str, Shape]
    structures: Dictionary[str, Structure]
    embedded: bool = False

    @cached_property
    def names(self) -> Dictionary[str, str]:
        """Return the operation of every accepted name, aliases included."""
        proper = {name: name for name in self.mappings}
        return proper | {alias: m.operation for m in self.mappings.values() for alias in m.aliases}

    def find(self, operation: str) -> Mapping:
        """Return the mapping of an operation.

        Raises:
            ProtocolError: no mapping has this name; the message suggests the most similar one.
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


Model = TypeVar("Model", Mapping, Shape, Structure)

MAPPING: TypeAdapter[Mapping] = TypeAdapter(Mapping)
SHAPE = TypeAdapter(Shape)
STRUCTURE = TypeAdapter(Structure)


# pydantic adds the name of the union's member to an error's path; the file does not contain it.
KINDS = frozenset({"translated", "synthesised", "Constant", "Computed"})


def load(root: Path, *, embedded: bool = False) -> Catalogue:
    """Return the catalogue of a mappings folder.

    Args:
        root: the folder.
        embedded: whether the embedded marketplace answers, which takes more values than Amazon.

    Raises:
        MappingError: naming the file, the place in it and what was expected.
    """
    if not root.is_dir():
        raise MappingError(root.name, "there is no such folder; mappings are read from it")
    structures = _Structures(root / "structures", embedded=embedded)
    return Catalogue(
        mappings=_read_folder(root, MAPPING, structures.context),
        shapes=_read_folder(root / "shapes", SHAPE, structures.context),
        structures=structures.read_all(),
        embedded=embedded,
    )


class _Structures:
    """Reads structures, each once, as mappings and other structures name them."""

    def __init__(self, root: Path, *, embedded: bool) -> None:
        self.context = LoadContext(self._find, embedded)
        self._root = root
        self._found: dict[str, Structure] = {}

    def read_all(self) -> dict[str, Structure]:
        """Return every structure by name."""
        return {path.stem: self._find(path.stem) for path in sorted(self._root.glob("*.yaml"))}

    def _find(self, name: str) -> Structure:
        path = self._root / f"{name}.yaml"
        if not path.is_file():
            raise ValueError(f"there is no structures/{path.name}")
        if name not in self._found:
            self._found[name] = _read(path, STRUCTURE, self.context)
        return self._found[name]


def _read_folder(root: Path, model: TypeAdapter[Model], context: LoadContext) -> dict[str, Model]:
    return {path.stem: _read(path, model, context) for path in sorted(root.glob("*.yaml"))}


def _read(path: Path, model: TypeAdapter[Model], context: LoadContext) -> Model:
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise MappingError(path.name, " ".join(str(error).split())) from error
    try:
        # Through JSON, because only there does pydantic's strict mode take a list for a tuple.
        value = model.validate_json(json.dumps(data), context=context)
    except ValidationError as error:
        problems = "; ".join(describe_error(each, KINDS) for each in error.errors())
        raise MappingError(path.name, problems) from error
    except TypeError as error:
        raise MappingError(path.name, f"$: {error}") from error
    if value.file_stem != path.stem:
        text = f"it describes {value.file_stem}, so its name must be {value.file_stem}.yaml"
        raise MappingError(path.name, text)
    return value
