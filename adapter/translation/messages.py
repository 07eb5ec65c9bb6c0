"""Write an upstream's message with the names that the legacy API has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.mapping.schema import ComputedValue, SynthesisedOperation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.request import Parameter
    from adapter.mapping.schema import Call, Mapping

_REQUEST = "request."


def find_legacy_names(mapping: Mapping) -> Dictionary[str, str]:
    """Return the caller's name of each current operation and parameter that has another one."""
    names = dict.fromkeys(mapping.current, mapping.operation)
    if isinstance(mapping, SynthesisedOperation):
        # A handler sends a list under the plural: PolicyLevels.
        names.update({f"{each.name}s": each.name for each in mapping.request if each.repeated})
    else:
        for call in mapping.calls:
            names.update(_list_sources(call))
    names.update(_list_members(mapping.request))
    return {current: legacy for current, legacy in names.items() if current != legacy}


def use_legacy_names(message: str, names: Dictionary[str, str]) -> str:
    """Return the message with legacy names: `WorkerIds[0]` becomes `WorkerId.1`.

    What stands in double quotes is a value, and stays.

    Args:
        message: the upstream's.
        names: the legacy name by current name.
    """
    if not names:
        return message
    words = "|".join(map(re.escape, names))
    known = re.compile(rf'"[^"]*"|\b(?P<name>{words})\b(?:\[(?P<index>[0-9]+)\])?', re.ASCII)

    def write(found: re.Match[str]) -> str:
        if found["name"] is None:
            return found[0]
        number = "" if found["index"] is None else f".{int(found['index']) + 1}"
        return f"{names[found['name']]}{number}"

    return known.sub(write, message)


def _list_sources(call: Call) -> Iterator[tuple[str, str]]:
    """Yield each current parameter of a call with the legacy one that it is made of."""
    for current, source in call.params.items():
        if isinstance(source, ComputedValue):
            paths: Iterable[str] = source.sources
        else:
            paths = [source] if isinstance(source, str) else []
        for path in paths:
            if path.startswith(_REQUEST):
                yield current, path.removeprefix(_REQUEST)


def _list_members(parameters: Iterable[Parameter]) -> Iterator[tuple[str, str]]:
    """Yield the current and the legacy name of each member of structures, down into theirs."""
    for parameter in parameters:
        yield from ((member.current, member.name) for member in parameter.members)
        yield from _list_members(parameter.members)
