"""Reading a path such as `listing.QualificationRequests` or `page.total` in a scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def lookup(scope: Any, path: str) -> Any:
    """The value at a path, None where a step of it is absent; `.` is the scope itself."""
    value = scope
    for step in path.split(".") if path != "." else ():
        value = _step(value, step)
    return value


def reader(path: str) -> Callable[[Any], Any]:
    """What looks the path up, made once for a path that is looked up often."""
    if path == "." or "." in path:
        return lambda scope: lookup(scope, path)
    return lambda scope: _step(scope, path)


def _step(value: Any, step: str) -> Any:
    # Most are plain dictionaries, which are told from other mappings in no time.
    if type(value) is dict or isinstance(value, Mapping):
        return value.get(step)
    return getattr(value, step, None)
