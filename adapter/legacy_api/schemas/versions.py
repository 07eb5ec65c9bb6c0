"""The versions of the legacy API, and the namespaces that name them."""

from __future__ import annotations

import re

VERSIONS = ("2007-06-21", "2011-10-01", "2012-03-25", "2014-08-15")

# The first and the last version there ever was.
_FIRST = "2005-10-01"
_LAST = "2014-08-15"

_NAMESPACE = "http://requester.mturk.amazonaws.com/doc/"
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def choose_version(requested: str) -> str:
    """Return the newest version not newer than the requested one, else the oldest."""
    return max((each for each in VERSIONS if each <= requested), default=VERSIONS[0])


def build_namespace(version: str) -> str:
    """Return the namespace of a version."""
    return _NAMESPACE + version


def parse_version(namespace: str) -> str | None:
    """Return the version that a namespace names; None for one that the service never had."""
    version = namespace.removeprefix(_NAMESPACE)
    served = version != namespace and _DATE.fullmatch(version) and _FIRST <= version <= _LAST
    return version if served else None
