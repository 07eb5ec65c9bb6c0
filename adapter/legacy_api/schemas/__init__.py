"""The legacy API's own schemas, version by version, as data.

scripts/describe_legacy_schemas.py writes the files under `data` from Amazon's four XSDs.
"""

from __future__ import annotations

from adapter.legacy_api.schemas.documents import build_document_response, write_wsdl, write_xsd
from adapter.legacy_api.schemas.restrict import restrict_answer
from adapter.legacy_api.schemas.schema import (
    VERSIONS,
    Member,
    Schema,
    build_namespace,
    choose_version,
    find_schema,
    load_schema,
    parse_version,
)

__all__ = [
    "VERSIONS",
    "Member",
    "Schema",
    "build_document_response",
    "build_namespace",
    "choose_version",
    "find_schema",
    "load_schema",
    "parse_version",
    "restrict_answer",
    "write_wsdl",
    "write_xsd",
]
