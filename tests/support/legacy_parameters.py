"""What the legacy API's documents say of its parameters, and calls that are made of it.

The facts stand in tests/mapping/legacy_parameters.yaml. A place is a parameter or a member of a
structure in one, named as a program sends it: `QualificationRequirement.1.Comparator`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TABLE = Path(__file__).parents[1] / "mapping" / "legacy_parameters.yaml"
_IS = "struct "
_BITS = {"int": 31, "long": 63}


@dataclass(frozen=True)
class Fact:
    """What is documented of one parameter.

    Attributes:
        required: whether it is always required; a text names the condition.
        valid: the values of an enumeration, of which `refused` are documented and no more carried.
    """

    type: str
    required: bool | str = False
    repeated: bool = False
    min: int | None = None
    max: int | None = None
    max_length: int | None = None
    max_items: int | None = None
    default: str | int | bool | None = None
    valid: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def structure(self) -> str | None:
        """The structure that it is."""
        return self.type.removeprefix(_IS) if self.type.startswith(_IS) else None

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest and the greatest number, by the type where nothing else is documented."""
        bits = _BITS[self.type]
        least = -(2**bits) if self.min is None else self.min
        return least, 2**bits - 1 if self.max is None else self.max


@dataclass(frozen=True)
class Place:
    """Where a fact holds.

    Attributes:
        path: as sent, each structure numbered: `Reward.1.Amount`.
        beside: what makes a whole call, without this place itself.
    """

    operation: str
    path: str
    fact: Fact
    beside: Mapping[str, str]

    @property
    def shown(self) -> str:
        """For the id of a test."""
        return f"{self.operation}.{self.path}"

    @property
    def first(self) -> str:
        """The name under which one value is sent."""
        return f"{self.path}.1" if self.fact.repeated else self.path

    def whole(self, *texts: str) -> dict[str, str]:
        """A whole call with these values at the place, one or more."""
        names = [self.path] if not self.fact.repeated else _numbered(self.path, len(texts))
        return {**self.beside, **dict(zip(names, texts, strict=True))}


@cache
def operations() -> Mapping[str, Mapping[str, Fact]]:
    """The facts of every parameter, by operation and name."""
    return _facts("operations")


@cache
def structures() -> Mapping[str, Mapping[str, Fact]]:
    """The facts of every member, by structure and name."""
    return _facts("structures")


def places() -> Iterator[Place]:
    """Every parameter of every operation, and every member of the structures they are."""
    for operation, facts in operations().items():
        yield from _level(operation, "", facts, {})


def required(facts: Mapping[str, Fact], path: str = "") -> dict[str, str]:
    """The least that makes a level whole; of several that are enough, the first."""
    pairs: dict[str, str] = {}
    conditions: set[str] = set()
    for name, fact in facts.items():
        if not fact.required or fact.required in conditions:
            continue
        if isinstance(fact.required, str) and " or " in fact.required:
            conditions.add(fact.required)
        pairs |= sample(f"{path}{name}", fact)
    return pairs


def sample(path: str, fact: Fact) -> dict[str, str]:
    """One valid value at a place, with what it requires when it is a structure."""
    if fact.structure is not None:
        return required(structures()[fact.structure], f"{path}.1.")
    name = f"{path}.1" if fact.repeated else path
    return {name: text_of(path, fact)}


def everything(operation: str) -> dict[str, str]:
    """A call with every parameter and every member, no two texts the same."""
    return _all("", operations()[operation])


def text_of(path: str, fact: Fact) -> str:
    """A valid text; where there is a choice, one that tells its place from every other."""
    name = path.replace(".", "").replace("1", "")
    if fact.valid:
        others = [each for each in fact.valid if each != fact.default]
        return (others or fact.valid)[0]
    if fact.type == "boolean":
        return "false" if fact.default is True else "true"
    if fact.type in _BITS:
        least, most = fact.bounds
        return str(max(least, 0) + sum(map(ord, name)) % min(90, most))
    return _TEXTS.get(path.rpartition(".")[2]) or _identifier(name)


def _identifier(name: str) -> str:
    return f"A{name.upper()}" if name.endswith("Id") else f"the {name}"[:64]


_TEXTS = {
    "Amount": "12.34",
    "CurrencyCode": "USD",
    "FormattedPrice": "$12.34",
    "Country": "US",
    "Subdivision": "CA",
    "Version": "2014-08-15",
}


def _all(path: str, facts: Mapping[str, Fact]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for name, fact in facts.items():
        place = f"{path}{name}"
        if fact.structure is not None:
            pairs |= _all(f"{place}.1.", structures()[fact.structure])
        else:
            pairs |= sample(place, fact)
    return pairs


def _level(
    operation: str, path: str, facts: Mapping[str, Fact], outside: Mapping[str, str]
) -> Iterator[Place]:
    for name, fact in facts.items():
        place = f"{path}{name}"
        whole = {**outside, **required(facts, path)}
        beside = {each: text for each, text in whole.items() if not _is_within(each, place)}
        yield Place(operation, place, fact, beside)
        if fact.structure is not None:
            yield from _level(operation, f"{place}.1.", structures()[fact.structure], beside)


def _is_within(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


def _numbered(path: str, count: int) -> list[str]:
    return [f"{path}.{number}" for number in range(1, count + 1)]


def _facts(part: str) -> dict[str, dict[str, Fact]]:
    table = yaml.safe_load(TABLE.read_text())
    decided = table["decided_otherwise"]
    return {
        owner: {
            name: _fact(facts | decided.get(f"{owner}.{name}", {})) for name, facts in all_.items()
        }
        for owner, all_ in table[part].items()
    }


def _fact(stated: dict[str, object]) -> Fact:
    known = {name: each for name, each in stated.items() if each is not None}
    return Fact(**{name: tuple(v) if isinstance(v, list) else v for name, v in known.items()})
