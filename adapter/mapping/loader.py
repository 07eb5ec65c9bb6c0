"""Load mappings, shapes and structures strictly; errors name the file and the path in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from adapter.errors import MappingError
from adapter.mapping.catalogue import Catalogue
from adapter.mapping.schema import (
    Mapping,
    Shape,
    Structure,
)
from adapter.text import describe_error
from adapter.yaml import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

Model = TypeVar("Model", Mapping, Shape, Structure)

MAPPING: TypeAdapter[Mapping] = TypeAdapter(Mapping)
SHAPE = TypeAdapter(Shape)
STRUCTURE = TypeAdapter(Structure)


# pydantic adds the name of the union's member to an error's path; the file does not contain it.
KINDS = frozenset({"translated", "synthesised", "Constant", "Computed"})


def load(root: Path) -> Catalogue:
    """Return the catalogue of a mappings folder.

    Raises:
        MappingError: naming the file, the place in it and what was expected.
    """
    if not root.is_dir():
        raise MappingError(root.name, "there is no such folder; mappings are read from it")
    return Catalogue(
        mappings=_read_folder(root, MAPPING),
        shapes=_read_folder(root / "shapes", SHAPE),
        structures=_read_folder(root / "structures", STRUCTURE),
    )


def _read_folder(root: Path, model: TypeAdapter[Model]) -> dict[str, Model]:
    return {path.stem: _read(path, model) for path in sorted(root.glob("*.yaml"))}


def _read(path: Path, model: TypeAdapter[Model]) -> Model:
    data = _parse(path)
    try:
        # Through JSON, because only there does pydantic's strict mode take a list for a tuple.
        value = model.validate_json(json.dumps(data))
    except (ValidationError, TypeError) as error:
        raise MappingError(path.name, _explain(error)) from error
    if value.file_stem != path.stem:
        text = f"it describes {value.file_stem}, so its name must be {value.file_stem}.yaml"
        raise MappingError(path.name, text)
    return value


def _parse(path: Path) -> object:
    try:
        return read_yaml(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise MappingError(path.name, " ".join(str(error).split())) from error


def _explain(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return f"$: {error}"
    return "; ".join(describe_error(each, KINDS) for each in error.errors())
