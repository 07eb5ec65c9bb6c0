"""Reading mappings/ and shapes/ strictly: a wrong file is refused with its path inside."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from adapter.errors import MappingError
from adapter.mapping.catalogue import Catalogue
from adapter.mapping.schema import Mapping, Shape, Structure, Synthesised, Translated
from adapter.remembered import remembered
from adapter.text import placed

if TYPE_CHECKING:
    from pathlib import Path

    from adapter.remembered import Memory

Model = TypeVar("Model", Synthesised | Translated, Shape, Structure)

MAPPING: TypeAdapter[Synthesised | Translated] = TypeAdapter(Mapping)
SHAPE = TypeAdapter(Shape)
_PARSER = f"mappings by ruamel.yaml {version('ruamel.yaml')}"
STRUCTURE = TypeAdapter(Structure)


# pydantic names the kind it tries among the steps of a path; it is not in the file.
KINDS = frozenset({"translated", "synthesised", "Constant", "Computed"})


def load(root: Path) -> Catalogue:
    """Return the catalogue of a mappings folder.

    Raises:
        MappingError: naming the file, the place in it and what was expected.
    """
    if not root.is_dir():
        raise MappingError(root.name, "there is no such folder; mappings are read from it")
    with remembered(root, _PARSER) as memory:
        return Catalogue(
            mappings=_folder(root, MAPPING, memory),
            shapes=_folder(root / "shapes", SHAPE, memory),
            structures=_folder(root / "structures", STRUCTURE, memory),
        )


def _folder(root: Path, model: TypeAdapter[Model], memory: Memory) -> dict[str, Model]:
    return {path.stem: _read(path, model, memory) for path in sorted(root.glob("*.yaml"))}


def _read(path: Path, model: TypeAdapter[Model], memory: Memory) -> Model:
    data = _parsed(path, memory)
    try:
        # Through JSON, because only there does pydantic's strict mode take a list for a tuple.
        value = model.validate_json(json.dumps(data))
    except (ValidationError, TypeError) as error:
        raise MappingError(path.name, _explained(error)) from error
    if value.named != path.stem:
        text = f"it describes {value.named}, so its name must be {value.named}.yaml"
        raise MappingError(path.name, text)
    return value


def _parsed(path: Path, memory: Memory) -> object:
    try:
        return memory.value(path.read_bytes(), _yaml)
    except (ValueError, OSError) as error:
        raise MappingError(path.name, " ".join(str(error).split())) from error


def _yaml(text: str) -> object:
    """What the text says; a ValueError for what is not YAML."""
    # Nearly every start remembers what the mappings say, and reads no YAML at all.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error)) from error


def _explained(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return f"$: {error}; write dates and times in quotes"
    return "; ".join(placed(each, KINDS) for each in error.errors())
