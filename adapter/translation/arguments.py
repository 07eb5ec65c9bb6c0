"""Read typed arguments from the tree of a call's parameters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from adapter.errors import OperationError, Problem
from adapter.mapping.request import PRICE_MEMBERS
from adapter.text import shorten
from adapter.translation.markup import is_markup, read_structures
from adapter.translation.names import find_nodes, join, overlay, strip_last_number
from adapter.translation.values import (
    INVALID,
    NOT_IN_ENUMERATION,
    build_refusal,
    parse_dollars,
    parse_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from adapter.mapping.request import Parameter
    from adapter.translation.names import Node, Tree

# Every enumeration is far smaller: a text with more commas is no list of its values.
_MOST_COMMAS = 100


@dataclass(frozen=True, slots=True)
class Arguments:
    """The values of some parameters, and what is wrong with others.

    Attributes:
        values: by documented name, without defaults; never None.
        problems: the problems of refused parameters.
        present: the names of all parameters that the call has, refused ones included.
    """

    values: Mapping[str, Any]
    problems: tuple[Problem, ...]
    present: frozenset[str]


def read_arguments(parameters: Iterable[Parameter], level: Tree) -> Arguments:
    """Return the values and the problems of the parameters at a level of the tree."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    present: set[str] = set()
    for parameter in parameters:
        found, wrong = _attempt(_read_argument, parameter, _find_nodes(parameter, level))
        problems += wrong
        if found is not None:
            values[parameter.name] = found
        if found is not None or wrong:
            present.add(parameter.name)
    return Arguments(values, tuple(problems), frozenset(present))


def apply_defaults(parameters: Iterable[Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values in the order of the parameters, with defaults for absent ones."""
    whole: dict[str, Any] = {}
    for each in parameters:
        value = each.always or values.get(each.name, _find_default(each))
        if value is not None:
            whole[each.name] = value
    return whole


def _find_default(parameter: Parameter) -> Any:
    return [*parameter.defaults] or None if parameter.repeated else parameter.default


def find_missing(
    parameters: Iterable[Parameter],
    found: Arguments,
    one_of: Iterable[tuple[str, ...]] = (),
    place: str = "",
) -> list[Problem]:
    """Return one problem that names every missing parameter; none when nothing is missing.

    Args:
        parameters: those of one level.
        found: what the call has of them.
        one_of: sets of names; one name of each set is enough.
        place: the prefix of the names, as sent.
    """
    absent = [each for each in parameters if each.name not in found.present]
    needed = [f"{place}{each.name}" for each in absent if each.required]
    needed += [f"{place}{each.name} (or {place}{each.required_unless})" for each in absent
               if _is_required_alternative(each, found)]  # fmt: skip
    needed += [" or ".join(names) for names in one_of if found.present.isdisjoint(names)]
    if not needed:
        return []
    required = f"Required parameters include {', '.join(needed)}."
    message = f"Your request is missing required parameters. {required}"
    return [Problem("AWS.MissingParameters", message)]


def _is_required_alternative(parameter: Parameter, found: Arguments) -> bool:
    """Return whether the parameter is required because neither alternative is there."""
    if not parameter.required_unless or parameter.required_unless in found.present:
        return False
    return all(
        name in found.values and found.values[name] not in values
        for name, values in parameter.optional_with.items()
    )


def _find_nodes(parameter: Parameter, level: Tree) -> tuple[Node, ...]:
    """Return the nodes under its proper name, else under the first alias that was used."""
    found = [find_nodes(level, name) for name in parameter.names]
    if parameter.members:
        return overlay(chain(*found))
    return next((nodes for nodes in found if any(node.texts for node in nodes)), ())


def _read_argument(parameter: Parameter, nodes: Sequence[Node]) -> Any:
    """Return the value; None for an absent parameter."""
    if not nodes:
        return None
    if not parameter.members:
        sent = [(node.place, text) for node in nodes for text in node.texts]
        return _read_texts(parameter, sent) if parameter.repeated else _read_text(parameter, sent)
    read = _read_money if parameter.type == "money" else _read_structure
    if not parameter.repeated:
        return read(parameter, join(nodes))
    return _read_all(parameter, nodes[0].place, [(read, parameter, each) for each in nodes])


def _read_text(parameter: Parameter, sent: Sequence[tuple[str, str]]) -> Any:
    place, text = sent[0]
    other = next((each for each in sent if each[1] != text), None)
    if other is not None:
        different = len({each[1] for each in sent})
        raise build_refusal(other[0], f"was given {different} different values; send one", other[1])
    return parse_value(parameter, place, text)


def _read_texts(parameter: Parameter, sent: Sequence[tuple[str, str]]) -> Any:
    if parameter.type != "enum":
        return _read_all(parameter, sent[0][0], [(parse_value, parameter, *each) for each in sent])
    # GetAssignmentsForHIT documents `Approved,Rejected`; a value named twice is meant once.
    words = {word: place for place, text in sent for word in _split_words(text)}
    each_once = [(parse_value, parameter, place, word) for word, place in words.items()]
    return _read_all(parameter, sent[0][0], each_once)


def _split_words(text: str) -> list[str]:
    if text.count(",") > _MOST_COMMAS:
        return [text]
    return [word for word in map(str.strip, text.split(",")) if word]


def _read_all(
    parameter: Parameter, place: str, reads: Iterable[tuple[Any, ...]]
) -> list[Any] | None:
    """Return every value, or raise every problem; None for an empty list."""
    results = [_attempt(*each) for each in reads]
    problems = [problem for _, wrong in results for problem in wrong]
    values = [found for found, _ in results if found is not None]
    if parameter.max_items is not None and len(values) > parameter.max_items:
        message = (
            f"{strip_last_number(place)} takes at most {parameter.max_items} items; "
            f"{len(values)} were sent."
        )
        problems.append(Problem(INVALID, message))
    if problems:
        raise OperationError(problems)
    return values or None


def _read_structure(parameter: Parameter, node: Node) -> Any:
    """Return the members by current name; None for an absent structure.

    In a list unknown members alone are not nothing: a requirement is refused rather than dropped.
    A single one may come so: boto can send Active as the only member of a notification.
    """
    _check_read_text(parameter, node)
    parts = parameter.members
    found = read_arguments(parts, node.inner)
    if not (found.present or (parameter.repeated and node.inner)):
        return None
    if problems := [*find_missing(parts, found, place=f"{node.place}."), *found.problems]:
        raise OperationError(problems)
    values = apply_defaults(parts, found.values)
    return {each.current: values[each.name] for each in parts if each.name in values} or None


def _read_money(parameter: Parameter, node: Node) -> str | None:
    """Return dollars; None for a currency alone, which rturk sends together with a HIT type."""
    _check_read_text(parameter, node)
    found = read_arguments(PRICE_MEMBERS, node.inner)
    if "Amount" not in found.present:
        return None
    amount = found.values.get("Amount")
    paid, wrong = _attempt(parse_dollars, f"{node.place}.Amount", amount) if amount else (None, ())
    if problems := [*wrong, *found.problems]:
        raise OperationError(problems)
    return str(paid)


def _check_read_text(parameter: Parameter, node: Node) -> None:
    """Refuse a text where members belong; readable XML is in the tree already, as members.

    The code and the first sentence were captured (goamz, issue 79).
    """
    for text in filter(str.strip, node.texts):
        names = (f"{node.place}.{each.name}" for each in parameter.members)
        message = (
            f'The value "Illegal Text data found as child of: {parameter.name}" you specified for '
            f"enumeration is invalid. {_explain_markup(parameter, text)}"
            f"Send the members by name: {', '.join(names)}."
        )
        raise OperationError([Problem(NOT_IN_ENUMERATION, message)])


def _explain_markup(parameter: Parameter, text: str) -> str:
    if not is_markup(text):
        return ""
    try:
        read_structures(parameter, text)
    except ValueError as error:
        return f"The text {shorten(str(error), 160)}. "
    return ""


def _attempt(read: Callable[..., Any], *present: Any) -> tuple[Any, tuple[Problem, ...]]:
    """Return what a function returns, or the problems it raises."""
    try:
        return read(*present), ()
    except OperationError as error:
        return None, error.problems
