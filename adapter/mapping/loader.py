"""Reading mappings/ and shapes/ strictly: a wrong file is refused with its path inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from adapter.errors import MappingError
from adapter.mapping.catalogue import Catalogue
from adapter.mapping.schema import Mapping, Shape

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)


def load(root: Path) -> Catalogue:
    """The catalogue of a mappings folder.

    Raises:
        MappingError: naming the file, the place in it and what was expected.
    """
    if not root.is_dir():
        raise MappingError(root.name, "there is no such folder; mappings are read from it")
    shapes = [_read(path, Shape) for path in sorted((root / "shapes").glob("*.yaml"))]
    mappings = [_read(path, Mapping) for path in sorted(root.glob("*.yaml"))]
    return Catalogue(
        mappings={each.operation: each for each in mappings},
        shapes={each.shape: each for each in shapes},
    )


def _read(path: Path, model: type[Model]) -> Model:
    data = _parsed(path)
    try:
        # Through JSON, because only there does pydantic's strict mode take a list for a tuple.
        value = model.model_validate_json(json.dumps(data))
    except (ValidationError, TypeError) as error:
        raise MappingError(path.name, _explained(error)) from error
    named = getattr(value, "operation", getattr(value, "shape", None))
    if named != path.stem:
        raise MappingError(path.name, f"it describes {named}, so its name must be {named}.yaml")
    return value


def _parsed(path: Path) -> object:
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise MappingError(path.name, " ".join(str(error).split())) from error


def _explained(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return f"$: {error}; write dates and times in quotes"
    return "; ".join(_placed(each) for each in error.errors())


def _placed(error: ErrorDetails) -> str:
    path = "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error["loc"])
    if error["type"] == "extra_forbidden":
        parent, _, name = path.rpartition(".")
        return f"{parent}: unknown field {name}"
    return f"{path}: {error['msg'].removeprefix('Value error, ')}"
