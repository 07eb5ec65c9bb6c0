"""The versions of the legacy API, and the schema of each as data."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.text import quote_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSIONS = ("2007-06-21", "2011-10-01", "2012-03-25", "2014-08-15")

# The first and the last version there ever was.
_FIRST = "2005-10-01"
_LAST = "2014-08-15"

_NAMESPACE = "http://requester.mturk.amazonaws.com/doc/"
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Member:
    """One element that may stand in a structure.

    Attributes:
        type: `xs:…`, or a name that `Schema.find` knows.
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
    """A complex type: its members by name, in order, and its attributes, all required texts."""

    members: Mapping[str, Member]
    attributes: tuple[str, ...]


Enumeration = tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """The schema of a version.

    Methods that take an operation raise a LookupError if the version does not have it.

    Attributes:
        version: one of VERSIONS.
        elements: global elements by name.
        types: the other types by name; an anonymous type has the name of its place, such as
            `OperationInformation.RequiredParameters`. No name is in both.
    """

    version: str
    elements: Mapping[str, Structure]
    types: Mapping[str, Structure | Enumeration]

    def find(self, name: str) -> Structure | Enumeration | None:
        """Return the element or type of a name; None for one of XML Schema's own types."""
        return self.elements.get(name) or self.types.get(name)

    @functools.cached_property
    def operations(self) -> tuple[str, ...]:
        """Return the name of every operation, in the schema's order."""
        return tuple(name for name in self.elements if f"{name}Response" in self.elements)

    def has(self, operation: str) -> bool:
        """Return whether the version has the operation."""
        return operation in self.operations

    def find_request(self, operation: str) -> Member:
        """Return the member `Request` of a call."""
        return self.find_call(operation).members["Request"]

    def find_result(self, operation: str) -> Member:
        """Return the member of an answer that answers one `Request`."""
        return [*self.find_answer(operation).members.values()][-1]

    def find_parameter(self, operation: str, path: Iterable[str]) -> Member | None:
        """Return the member at a path inside `Request`; None where the version has none.

        The path is of names only: ("QualificationRequirement", "LocaleValue", "Country").
        """
        found: Member | None = self.find_request(operation)
        for step in path:
            kind = self.find(found.type) if found else None
            found = kind.members.get(step) if isinstance(kind, Structure) else None
        return found

    def find_call(self, operation: str) -> Structure:
        """Return the element of a call."""
        if self.has(operation):
            return self.elements[operation]
        raise LookupError(f"version {self.version} has no operation {quote_text(operation)}")

    def find_answer(self, operation: str) -> Structure:
        """Return the element of an answer."""
        self.find_call(operation)
        return self.elements[f"{operation}Response"]


def choose_version(requested: str) -> str:
    """Return the newest version not newer than the requested one, else the oldest."""
    return max((each for each in VERSIONS if each <= requested), default=VERSIONS[0])


def build_namespace(version: str) -> str:
    """Return the namespace of a version."""
    return _NAMESPACE + version


def parse_version(namespace: str) -> str | None:
    """Return the version that a namespace names; None for one that the service never had."""
    version = namespace.removeprefix(_NAMESPACE)
    served = version != namespace and _DATE.fullmatch(version) and _FIRST <= version <= _LAST
    return version if served else None


@functools.cache
def load_schema(version: str) -> Schema:
    """Return the schema of a version, read once; raise a LookupError unless it is in VERSIONS."""
    if version not in VERSIONS:
        raise LookupError(
            f"no schema of version {quote_text(version)}; choose_version names one that exists"
        )
    tables = json.loads((_DATA / f"{version}.json").read_text(encoding="utf-8"))
    elements = {name: _read_structure(each) for name, each in tables["elements"].items()}
    types = {
        name: tuple(each) if isinstance(each, list) else _read_structure(each)
        for name, each in tables["types"].items()
    }
    return Schema(version, MappingProxyType(elements), MappingProxyType(types))


def find_schema(namespace: str, operation: str) -> Schema | None:
    """Return the schema of a namespace's version, or the last one if the operation came later.

    None: the legacy API never had the operation.
    """
    requested = parse_version(namespace) or VERSIONS[-1]
    schemas = (load_schema(each) for each in (choose_version(requested), VERSIONS[-1]))
    return next((each for each in schemas if each.has(operation)), None)


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
