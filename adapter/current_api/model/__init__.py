"""The project's model of the current API: operations, shapes and limits.

boto3 may drop its model of the API when Amazon ends the service. The files under `data` have the
form of botocore's models, so boto3 and the AWS CLI can build a client from them (`AWS_DATA_PATH`).
This package reads them without boto3.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from adapter.text import suggest_name

if TYPE_CHECKING:
    from collections.abc import Mapping

TARGET_PREFIX = "MTurkRequesterServiceV20170117"
"""The header X-Amz-Target is this, a dot, and the operation."""


@dataclass(frozen=True, eq=False)
class Shape:
    """The type of a value of the current API. A shape equals only itself and may contain itself.

    Attributes:
        name: the name of the shape in the model.
        type: structure, list, string, integer, long, boolean or timestamp.
        members: the members of a structure by name, in the order of the API; otherwise none.
        required: the members that a structure must have.
        item: the shape of a list's items; None for every other type.
        enum: the texts that are allowed; empty if all are.
        min: the minimum of a number, or of the length of a text or a list; None without a limit.
        max: the maximum of a number, or of a length; None without a limit.
        pattern: the regular expression that the whole of a text must match.
    """

    name: str
    type: str
    members: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    required: frozenset[str] = frozenset()
    item: Shape | None = None
    enum: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    pattern: str | None = None


def read_shapes(described: Mapping[str, Any]) -> Mapping[str, Shape]:
    """Return every shape by name, from the `shapes` of a botocore service model."""
    # Members are added after their structure is built, so that a shape can contain itself.
    members: dict[str, dict[str, Shape]] = {name: {} for name in described}

    @functools.cache
    def build(name: str) -> Shape:
        facts = described[name]
        return Shape(
            name=name,
            type=facts["type"],
            members=MappingProxyType(members[name]),
            required=frozenset(facts.get("required", ())),
            item=build(facts["member"]["shape"]) if "member" in facts else None,
            enum=tuple(facts.get("enum", ())),
            min=facts.get("min"),
            max=facts.get("max"),
            pattern=facts.get("pattern"),
        )

    for name, facts in described.items():
        for member, reference in facts.get("members", {}).items():
            members[name][member] = build(reference["shape"])
    return MappingProxyType({name: build(name) for name in described})


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

    def find_input(self, operation: str) -> Shape:
        """Return the structure of the operation's parameters."""
        return self._find(operation).input

    def find_output(self, operation: str) -> Shape:
        """Return the structure of the operation's answer."""
        return self._find(operation).output

    def find_paged_list(self, operation: str) -> str | None:
        """Return the member of the answer that is the list which NextToken continues.

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
    """Return the model of the current API; the files are read once."""
    service, paginators = _read_part("service-2"), _read_part("paginators-1")["pagination"]
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


def _read_part(name: str) -> dict[str, Any]:
    text = (data_path() / "mturk" / "2017-01-17" / f"{name}.json").read_text(encoding="utf-8")
    part: dict[str, Any] = json.loads(text)
    return part
