"""The elements and types of one schema, as scripts/describe_legacy_schemas.py writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Member:
    """One element that may stand in a structure.

    Attributes:
        type: `xs:…`, or a name that `Facts` knows.
        least: how often it must occur.
        most: how often it may occur; None: any number of times.
    """

    name: str
    type: str
    least: int = 1
    most: int | None = 1

    @property
    def is_text(self) -> bool:
        """Return whether it holds any text, so that markup in it is part of the text."""
        return self.type == "xs:string"

    @property
    def is_repeated(self) -> bool:
        """Return whether it may occur more than once."""
        return self.most != 1


@dataclass(frozen=True, slots=True)
class Structure:
    """Members by name, in order; and the names of attributes, each required and a text."""

    members: Mapping[str, Member]
    attributes: tuple[str, ...]


Enumeration = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """One schema.

    Attributes:
        elements: what stands on its own, by name.
        types: the rest, by name; a type without a name is called after its place, as in
            `OperationInformation.RequiredParameters`. No name is in both.
    """

    elements: Mapping[str, Structure]
    types: Mapping[str, Structure | Enumeration]

    def find(self, name: str) -> Structure | Enumeration | None:
        """Return the element or type of a name; None for a type of XSD's own, a text."""
        return self.elements.get(name) or self.types.get(name)


def read(text: str) -> Facts:
    """Return the facts in a file's text."""
    tables = json.loads(text)
    return Facts(
        MappingProxyType(
            {name: _read_structure(each) for name, each in tables["elements"].items()}
        ),
        MappingProxyType({name: _read_type(each) for name, each in tables["types"].items()}),
    )


def _read_type(described: list[str] | dict[str, str]) -> Structure | Enumeration:
    return tuple(described) if isinstance(described, list) else _read_structure(described)


def _read_structure(described: dict[str, str]) -> Structure:
    attributes = tuple(name[1:] for name in described if name.startswith("@"))
    members = {
        name: _read_member(name, use) for name, use in described.items() if not name.startswith("@")
    }
    return Structure(MappingProxyType(members), attributes)


def _read_member(name: str, use: str) -> Member:
    kind, _, occurrence = use.partition(" ")
    if not occurrence:
        return Member(name, kind)
    least, _, most = occurrence.partition("..")
    return Member(name, kind, int(least), None if most == "*" else int(most))
