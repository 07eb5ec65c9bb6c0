"""The legacy API's own schemas, version by version, as data.

scripts/describe_legacy_schemas.py writes the files under `data` from Amazon's four XSDs.
"""

from __future__ import annotations

from adapter.legacy_api.schemas.dialect import Dialect, load
from adapter.legacy_api.schemas.documents import wsdl, xsd
from adapter.legacy_api.schemas.facts import Member
from adapter.legacy_api.schemas.versions import VERSIONS, choose_version, namespace, parse_version

__all__ = [
    "VERSIONS",
    "Dialect",
    "Member",
    "choose_version",
    "load",
    "namespace",
    "parse_version",
    "wsdl",
    "xsd",
]
