"""The caller's own parameters, which the response group Request adds to an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.translation.known import collect_required, find_parameter
from adapter.translation.names import build_tree, strip_numbers
from adapter.xml.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.mapping.schema import Mapping
    from adapter.model import LegacyCall
    from adapter.translation.known import Structures
    from adapter.translation.names import Tree


def echo(call: LegacyCall, mapping: Mapping, structures: Structures) -> tuple[Element, ...]:
    """Return the parameters as sent, in alphabetical order and without numbers.

    Only names that the operation knows: turk50 sends its secret key as a parameter, and a name
    that nobody knows need not be one that XML can carry. What counts as absent is left out.
    """
    paths = ((strip_numbers(name), name, text) for name, text in call.parameters)
    known = [
        (name, text)
        for path, name, text in paths
        if path == ("ResponseGroup",) or find_parameter(path, mapping.request, structures)
    ]
    required = collect_required(mapping.request, call.parameters)
    return tuple(_build_elements(build_tree(known, required=required)))


def _build_elements(level: Tree) -> Iterator[Element]:
    for name in sorted(level):
        for node in level[name]:
            yield from (Element(name, text) for text in node.texts)
            if node.inner:
                yield Element(name, tuple(_build_elements(node.inner)))
