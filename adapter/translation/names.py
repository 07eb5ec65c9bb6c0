"""Build a tree from flat parameter names, in all forms that old clients send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from adapter.mapping.request import Parameter

    Pair = tuple[str, str]
    Tree = Mapping[str, tuple["Node", ...]]

NONE = "None"
"""What boto sends for an argument left out."""

ABSENT = frozenset({"", NONE})
"""Texts that count as an absent parameter."""

MAX_NAME_LENGTH = 200
"""The longest name of a real parameter, `AssignmentReviewPolicy.1.Parameter.1.MapEntry.1.Value.1`,
has 60 characters."""

# A name and its number: LocaleValue.2 (most), .0 (rturk), ResponseGroup0 (MTurkR), or none.
_STEP = re.compile(r"([A-Za-z][A-Za-z0-9_]*?)(?:\.?([0-9]{1,9}))?(?:\.(?=.)|\Z)", re.ASCII)
_NUMBER = re.compile(r"\.?[0-9]+\Z", re.ASCII)
_DEEPEST = 8
_UNNUMBERED = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One name on the way to a value.

    Attributes:
        number: -1 if absent, which sorts before the others.
        written: name and number as sent.
    """

    name: str
    number: int
    written: str


@dataclass(frozen=True, slots=True)
class Node:
    """What was sent under one name and number.

    Attributes:
        place: the whole name as sent, for messages.
        number: as in `Step`.
        texts: different ones, in the order sent; none of them absent.
        inner: the nodes in it by name, in the order of their numbers.
    """

    place: str
    number: int
    texts: tuple[str, ...]
    inner: Tree


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text that was sent under a name.

    Attributes:
        name: as sent.
        steps: of the name; none when no parameter can have it.
        path: the names of the steps, without their numbers.
    """

    name: str
    text: str
    steps: tuple[Step, ...]
    path: tuple[str, ...]


def split_names(pairs: Iterable[Pair]) -> tuple[NamedText, ...]:
    """Return names and texts as sent, with the steps of each name."""
    split = ((name, text, split_name(name)) for name, text in pairs)
    return tuple(
        NamedText(name, text, steps, tuple([step.name for step in steps]))
        for name, text, steps in split
    )


def split_name(name: str) -> tuple[Step, ...]:
    """Return the steps of a parameter's name; none when no parameter can have that name."""
    found: list[Step] = []
    position = 0
    if len(name) > MAX_NAME_LENGTH:
        return ()
    while position < len(name):
        step = _STEP.match(name, position)
        if step is None or len(found) == _DEEPEST:
            return ()
        number = _UNNUMBERED if step[2] is None else int(step[2])
        found.append(Step(step[1], number, step[0].removesuffix(".")))
        position = step.end()
    return tuple(found)


def strip_last_number(place: str) -> str:
    """Return a place without the number it ends in, for messages about a whole list."""
    return _NUMBER.sub("", place)


def collect_required(
    parameters: Iterable[Parameter], texts: Iterable[NamedText]
) -> frozenset[tuple[str, ...]]:
    """Return the names of required parameters that have no other text than `None`, if that.

    boto's `create_hit` sends Description=None when it gets no description, and its live tests
    expect success. Members of structures it leaves out.
    """
    sent = {each.path for each in texts if each.text not in ABSENT}
    found: set[tuple[str, ...]] = set()
    for parameter in parameters:
        unless = parameter.required_unless
        required = parameter.required or (unless is not None and (unless,) not in sent)
        if required and not parameter.members and sent.isdisjoint(parameter.names):
            found |= {*parameter.names}
    return frozenset(found)


def build_tree(
    texts: Iterable[NamedText],
    literal: Set[tuple[str, ...]] = frozenset(),
    required: Set[tuple[str, ...]] = frozenset(),
) -> Tree:
    """Return the nodes by name, without texts that count as absent.

    Args:
        texts: as sent.
        literal: names without numbers under which nothing counts as absent.
        required: names under which `None` is a text: without it a required one would be missing.
    """
    sent = [(each.steps, each.text) for each in texts
            if each.text not in ABSENT or each.path in literal
            or (each.text == NONE and each.path in required)]  # fmt: skip
    return _build_level([each for each in sent if each[0]], 0)


def _build_level(sent: Sequence[tuple[tuple[Step, ...], str]], depth: int) -> Tree:
    groups: dict[tuple[str, int], list[tuple[tuple[Step, ...], str]]] = {}
    for each in sent:
        step = each[0][depth]
        groups.setdefault((step.name, step.number), []).append(each)
    level: dict[str, list[Node]] = {}
    for (name, number), group in sorted(groups.items(), key=lambda item: item[0][1]):
        level.setdefault(name, []).append(_build_node(group, depth, number))
    return {name: tuple(nodes) for name, nodes in level.items()}


def _build_node(group: Sequence[tuple[tuple[Step, ...], str]], depth: int, number: int) -> Node:
    here = depth + 1
    place = ".".join(step.written for step in group[0][0][:here])
    texts = tuple(dict.fromkeys(text for path, text in group if len(path) == here))
    return Node(
        place, number, texts, _build_level([each for each in group if len(each[0]) > here], here)
    )


def find_nodes(level: Tree, path: tuple[str, ...]) -> tuple[Node, ...]:
    """Return the nodes at a path without numbers, such as `("Notification", "Active")`."""
    first, *rest = path
    nodes = level.get(first, ())
    for name in rest:
        nodes = tuple(inner for node in nodes for inner in node.inner.get(name, ()))
    return nodes


def overlay(found: Iterable[Node]) -> tuple[Node, ...]:
    """Return one node a number; of two with the same number the earlier one's members win.

    laraturk sends a locale's Country as LocaleValue.1 and its Subdivision as LocalValue.1.
    """
    merged: dict[int, Node] = {}
    for node in found:
        first = merged.get(node.number, node)
        inner = {**node.inner, **first.inner}
        merged[node.number] = Node(first.place, node.number, first.texts or node.texts, inner)
    return tuple(merged[number] for number in sorted(merged))


def join(nodes: Sequence[Node]) -> Node:
    """Return one node in place of several, for a structure that occurs once.

    laraturk spreads one notification's event types over Notification.1 and Notification.2.
    """
    inner: dict[str, list[Node]] = {}
    for node in nodes:
        for name, members in node.inner.items():
            inner.setdefault(name, []).extend(members)
    texts = tuple(dict.fromkeys(text for node in nodes for text in node.texts))
    whole = {name: tuple(members) for name, members in inner.items()}
    return Node(nodes[0].place, nodes[0].number, texts, whole)
