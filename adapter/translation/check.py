"""Check a call's parameters: return typed arguments, or raise every problem at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.errors import OperationError, Problem
from adapter.text import quote_text
from adapter.translation.arguments import apply_defaults, find_missing, read_arguments
from adapter.translation.markup import flatten_structures
from adapter.translation.names import build_tree, collect_required, split_names
from adapter.translation.values import INVALID

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.schema import Mapping
    from adapter.model import LegacyCall
    from adapter.translation.names import NamedText

# Nobody reads more, and an answer should not outgrow the call.
_MOST_PROBLEMS = 100

_NUMBERING = "Number the items from 1, such as QualificationRequirement.1.Comparator."
_GROUP = "ResponseGroup"
_ALWAYS = "Minimal"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a call.

    Attributes:
        texts: what was sent, every structure in names.
        unknown: the names that the operation does not have, in the order sent.
    """

    texts: tuple[NamedText, ...]
    unknown: tuple[str, ...]


def read_parameters(call: LegacyCall, mapping: Mapping) -> Parameters:
    """Return the parameters of a call, with structures in XML expanded into names."""
    texts = flatten_structures(split_names(call.parameters), mapping.accepted)
    unknown = (each.name for each in texts if not _is_known(each.path, mapping))
    return Parameters(texts, tuple(unknown))


def check(
    parameters: Parameters, mapping: Mapping, *, strict: bool = False
) -> Dictionary[str, Any]:
    """Return the arguments by documented name, without those that are absent and have no default.

    A structure is a dictionary of its members by current name, a repeated parameter a list, an
    amount of money the current API's string of dollars.

    Args:
        parameters: of the call.
        mapping: of its operation.
        strict: unknown parameters are problems too, instead of having no effect.

    Raises:
        OperationError: with every parameter that is missing, repeated, wrong or refused.
    """
    required = collect_required(mapping.request, parameters.texts)
    tree = build_tree(parameters.texts, mapping.literals, required)
    found = read_arguments(mapping.request, tree)
    problems = [*find_missing(mapping.request, found, mapping.one_of), *found.problems]
    problems += _find_unreadable(parameters.unknown, mapping)
    if strict:
        problems += [_build_unknown(name, mapping) for name in parameters.unknown]
    if problems:
        raise OperationError(problems[:_MOST_PROBLEMS])
    return apply_defaults(mapping.request, found.values)


def select_groups(parameters: Parameters, mapping: Mapping) -> frozenset[str]:
    """Return the response groups of the answer: the requested ones, else the defaults.

    Minimal is always among them: boto asks GetHIT for HITDetail and HITQuestion alone, and every
    client needs the HITId of what it has just paid for. Groups that the operation does not have are
    ignored.
    """
    texts = [each.text for each in parameters.texts if each.path == (_GROUP,)]
    requested = {word.strip() for text in texts for word in text.split(",")}
    return frozenset(requested & {*mapping.groups.valid} or mapping.groups.default) | {_ALWAYS}


def _find_unreadable(unknown: Iterable[str], mapping: Mapping) -> list[Problem]:
    """Return problems for unreadable names of list items; dropped, a HIT would require less."""
    starts = [each.name.lower() for each in mapping.request if each.structure and each.repeated]
    return [
        Problem(
            INVALID, f"{quote_text(name)} cannot be read as a part of a parameter. {_NUMBERING}"
        )
        for name in unknown
        if name.lower().startswith(tuple(starts))
    ]


def _is_known(path: tuple[str, ...], mapping: Mapping) -> bool:
    if path == (_GROUP,) or path in mapping.accepted:
        return True
    return any(path[:1] == (each.name,) for each in mapping.ignored)


def _build_unknown(name: str, mapping: Mapping) -> Problem:
    known = ", ".join(each.name for each in mapping.request) or "none"
    message = (
        f"{quote_text(name)} is not a parameter of {mapping.operation}. Its parameters: {known}."
    )
    return Problem(INVALID, message)
