"""The names that an operation has, down into its structures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.mapping.request import Parameter, Structure
from adapter.translation.names import ABSENT, strip_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Structures = Mapping[str, Structure]

# The schema's Price; FormattedPrice is for answers, and laraturk sends it.
PRICE = Structure(
    structure="Price",
    current="CurrencyAmount",
    members=(
        Parameter(name="Amount", type="string"),
        Parameter(name="CurrencyCode", type="enum", of=("USD",)),
        Parameter(name="FormattedPrice", type="string"),
    ),
)


def is_structured(parameter: Parameter) -> bool:
    """Return whether it has members rather than a text of its own."""
    return parameter.type in {"structure", "money"}


def list_members(parameter: Parameter, structures: Structures) -> tuple[Parameter, ...]:
    """Return the members of a structured parameter, none of another."""
    if parameter.type == "money":
        return PRICE.members
    return structures[parameter.structure].members if parameter.structure else ()


def list_names(parameter: Parameter) -> tuple[str, ...]:
    """Return the names that a parameter may have: its proper name, then its aliases."""
    return (parameter.name, *parameter.aliases)


def collect_literals(
    parameters: Iterable[Parameter], structures: Structures, above: tuple[str, ...] = ()
) -> frozenset[tuple[str, ...]]:
    """Return the names, without numbers, under which empty text and `None` are ordinary texts."""
    found: set[tuple[str, ...]] = set()
    for parameter in parameters:
        path = (*above, parameter.name)
        found |= {path} if parameter.literal else set()
        found |= collect_literals(list_members(parameter, structures), structures, path)
    return frozenset(found)


def collect_required(
    parameters: Iterable[Parameter], pairs: Iterable[tuple[str, str]]
) -> frozenset[tuple[str, ...]]:
    """Return the names of required parameters that have no other text than `None`, if that.

    boto's `create_hit` sends Description=None when it gets no description, and its live tests
    expect success. Members of structures it leaves out.
    """
    sent = {strip_numbers(name) for name, text in pairs if text not in ABSENT}
    found: set[tuple[str, ...]] = set()
    for parameter in parameters:
        names = {tuple(place.split(".")) for place in list_names(parameter)}
        unless = parameter.required_unless
        required = parameter.required or (unless is not None and (unless,) not in sent)
        if required and not is_structured(parameter) and names.isdisjoint(sent):
            found |= names
    return frozenset(found)


def find_parameter(
    path: tuple[str, ...], parameters: Iterable[Parameter], structures: Structures
) -> Parameter | None:
    """Return the parameter or member that a name without numbers means; None for an unknown one."""
    for parameter in parameters:
        for place in list_names(parameter):
            way = tuple(place.split("."))
            if path[: len(way)] != way:
                continue
            rest = path[len(way) :]
            found = (
                find_parameter(rest, list_members(parameter, structures), structures)
                if rest
                else parameter
            )
            if found is not None:
                return found
    return None
