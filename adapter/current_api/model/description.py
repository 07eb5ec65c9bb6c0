"""The operations of the current API, read from our description of it."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from adapter.current_api.model.shape import Shape, read_shapes
from adapter.text import suggest_name

if TYPE_CHECKING:
    from collections.abc import Mapping

TARGET_PREFIX = "MTurkRequesterServiceV20170117"
"""The header X-Amz-Target is this, a dot, and the operation."""


@dataclass(frozen=True)
class _Operation:
    input: Shape
    output: Shape
    paged_list: str | None


@dataclass(frozen=True)
class CurrentApi:
    """The operations of the current API and their shapes.

    Each method raises a LookupError for an operation that the current API does not have; its
    message names the most similar one.
    """

    _operations: Mapping[str, _Operation]

    @property
    def operations(self) -> tuple[str, ...]:
        """Return the name of every operation, in alphabetical order."""
        return tuple(self._operations)

    def input(self, operation: str) -> Shape:
        """Return the structure of the operation's parameters."""
        return self._find(operation).input

    def output(self, operation: str) -> Shape:
        """Return the structure of the operation's answer."""
        return self._find(operation).output

    def paged_list(self, operation: str) -> str | None:
        """Return the member of the answer that holds the list behind NextToken.

        None for an operation without pages, and for ListReviewPolicyResultsForHIT, whose pages
        contain more than one list.
        """
        return self._find(operation).paged_list

    def _find(self, operation: str) -> _Operation:
        if operation in self._operations:
            return self._operations[operation]
        hint = suggest_name(operation, self._operations)
        raise LookupError(f"the current API has no operation {operation!r}{hint}")


def data_path() -> Path:
    """Return the folder for AWS_DATA_PATH or for the search path of a botocore loader."""
    return Path(__file__).parent / "data"


@functools.cache
def load() -> CurrentApi:
    """Return our description of the current API; it is read once."""
    service, paginators = _part("service-2"), _part("paginators-1")["pagination"]
    shapes = read_shapes(service["shapes"])
    return CurrentApi(
        MappingProxyType(
            {
                name: _Operation(
                    input=shapes[facts["input"]["shape"]],
                    output=shapes[facts["output"]["shape"]],
                    paged_list=paginators.get(name, {}).get("result_key"),
                )
                for name, facts in service["operations"].items()
            }
        )
    )


def _part(name: str) -> dict[str, Any]:
    text = (data_path() / "mturk" / "2017-01-17" / f"{name}.json").read_text(encoding="utf-8")
    part: dict[str, Any] = json.loads(text)
    return part
