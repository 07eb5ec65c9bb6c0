"""The legacy API's own schemas, version by version, as data.

scripts/describe_legacy_schemas.py writes the files under `data` from Amazon's four XSDs.
"""

from __future__ import annotations

from adapter.legacy_api.schemas.dialect import Dialect, load
from adapter.legacy_api.schemas.documents import write_wsdl, write_xsd
from adapter.legacy_api.schemas.facts import Member
from adapter.legacy_api.schemas.versions import (
    VERSIONS,
    build_namespace,
    choose_version,
    parse_version,
)

__all__ = [
    "VERSIONS",
    "Dialect",
    "Member",
    "build_namespace",
    "choose_version",
    "load",
    "parse_version",
    "write_wsdl",
    "write_xsd",
]
