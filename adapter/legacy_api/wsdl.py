"""The service's description, which old SOAP programs fetch from it: WSDL and schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.errors import Problem, ProtocolError
from adapter.legacy_api.schemas import (
    VERSIONS,
    build_namespace,
    parse_version,
    write_wsdl,
    write_xsd,
)
from adapter.model import HttpResponse
from adapter.text import quote_text

if TYPE_CHECKING:
    from adapter.model import HttpRequest

_QUERY = "Service=AWSMechanicalTurkRequester"


def read_document(kind: str, version: str | None, http: HttpRequest) -> HttpResponse:
    """Return the WSDL or the schema.

    The address in the WSDL is the one that it was fetched from, so that a program which reads it
    goes on calling this adapter.

    Args:
        kind: wsdl or xsd.
        version: as in the address; None: the latest.
        http: the request for it.

    Raises:
        FrontError: the service never had the version.
    """
    version = version or VERSIONS[-1]
    if parse_version(build_namespace(version)) is None:
        known = f"there are those from 2005-10-01 to {VERSIONS[-1]}"
        message = f"There is no version {quote_text(version)} of this document; {known}."
        raise ProtocolError(Problem("InvalidAddress", message), 404)
    if kind == "xsd":
        return HttpResponse(200, write_xsd(version))
    return HttpResponse(
        200, write_wsdl(version, f"{http.scheme}://{http.host or 'localhost'}/?{_QUERY}")
    )
