"""The version of the schema that a call is read and answered by."""

from __future__ import annotations

from adapter.legacy_api.schemas import VERSIONS, Dialect, choose_version, load, parse_version


def find_dialect(namespace: str, operation: str) -> Dialect | None:
    """Return the version of a namespace, or the last one where the operation came later.

    None: the legacy API never had the operation.
    """
    requested = parse_version(namespace) or VERSIONS[-1]
    dialects = (load(each) for each in (choose_version(requested), VERSIONS[-1]))
    return next((each for each in dialects if each.has(operation)), None)
