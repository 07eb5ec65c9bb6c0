"""Paths such as `listing.QualificationRequests` or `page.total`, looked up in a scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def lookup(scope: Any, path: str) -> Any:
    """Return the value at a path, None where a step of it is absent; `.` is the scope itself."""
    value = scope
    for step in path.split(".") if path != "." else ():
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value
