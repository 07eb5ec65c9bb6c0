"""What the legacy API's own schemas say, version by version, and what is made of it.

The files under `data` hold the facts of Amazon's four XSDs (scripts/describe_legacy_schemas.py).
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
