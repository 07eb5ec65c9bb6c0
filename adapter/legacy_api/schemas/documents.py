"""Write the WSDL and the XSD of a version, for clients that read or compile them.

Equivalent to Amazon's: same namespace, names, types, order and occurrence. A type without a name
there has none here, since compilers name classes after types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.errors import Problem, ProtocolError
from adapter.legacy_api.schemas.schema import (
    VERSIONS,
    Structure,
    build_namespace,
    choose_version,
    load_schema,
    parse_version,
)
from adapter.model import HttpResponse
from adapter.text import quote_text
from adapter.xml.write import Tag, write_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.legacy_api.schemas.schema import Enumeration, Member, Schema
    from adapter.model import HttpRequest

_XS = "http://www.w3.org/2001/XMLSchema"
_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
_HTTP = "http://schemas.xmlsoap.org/soap/http"
_ACTION = "http://soap.amazon.com"

_SERVICE = "AWSMechanicalTurkRequester"
_QUERY = "Service=AWSMechanicalTurkRequester"
_PORT, _PORT_TYPE, _BINDING = f"{_SERVICE}Port", f"{_SERVICE}PortType", f"{_SERVICE}Binding"


def build_document_response(kind: str, version: str | None, http: HttpRequest) -> HttpResponse:
    """Return the response to a request for the WSDL or the XSD.

    The address in the WSDL is the one that it was fetched from, so that a program which reads it
    continues to call this adapter.

    Args:
        kind: wsdl or xsd.
        version: as in the address; None: the latest.
        http: the request for it.

    Raises:
        ProtocolError: the service never had the version.
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


def write_xsd(version: str) -> bytes:
    """Return the schema of any version, in its own namespace, as `choose_version` chooses it."""
    return write_document(_build_schema(version), {"xs": _XS, "tns": build_namespace(version)})


def write_wsdl(version: str, address: str) -> bytes:
    """Return the WSDL of any version, with its schema inside, for a service at an address."""
    operations = load_schema(choose_version(version)).operations
    root = Tag(
        "definitions",
        {"targetNamespace": build_namespace(version)},
        (
            Tag("types", {}, (_build_schema(version),)),
            *(_build_message(each, end) for each in operations for end in ("Request", "Response")),
            Tag("portType", {"name": _PORT_TYPE}, tuple(map(_build_operation, operations))),
            _build_binding(operations),
            _build_service(address),
        ),
    )
    prefixes = {"": _WSDL, "soap": _SOAP, "xs": _XS, "tns": build_namespace(version)}
    return write_document(root, prefixes)


def _build_message(operation: str, end: str) -> Tag:
    element = operation if end == "Request" else f"{operation}{end}"
    part = Tag("part", {"name": "body", "element": f"tns:{element}"})
    return Tag("message", {"name": f"{operation}{end}Msg"}, (part,))


def _build_operation(operation: str) -> Tag:
    request = Tag("input", {"message": f"tns:{operation}RequestMsg"})
    response = Tag("output", {"message": f"tns:{operation}ResponseMsg"})
    return Tag("operation", {"name": operation}, (request, response))


def _build_binding(operations: tuple[str, ...]) -> Tag:
    body = (Tag("soap:body", {"use": "literal"}),)
    called = (
        Tag("soap:operation", {"soapAction": _ACTION}),
        Tag("input", {}, body),
        Tag("output", {}, body),
    )
    way = Tag("soap:binding", {"style": "document", "transport": _HTTP})
    bound = (Tag("operation", {"name": each}, called) for each in operations)
    return Tag("binding", {"name": _BINDING, "type": f"tns:{_PORT_TYPE}"}, (way, *bound))


def _build_service(address: str) -> Tag:
    place = Tag("soap:address", {"location": address})
    port = Tag("port", {"name": _PORT, "binding": f"tns:{_BINDING}"}, (place,))
    return Tag("service", {"name": _SERVICE}, (port,))


def _build_schema(version: str) -> Tag:
    schema = load_schema(choose_version(version))
    about = {"targetNamespace": build_namespace(version), "elementFormDefault": "qualified"}
    return Tag("xs:schema", about, tuple(_list_declarations(schema)))


def _list_declarations(schema: Schema) -> Iterator[Tag]:
    for name, structure in schema.elements.items():
        yield Tag("xs:element", {"name": name}, (_build_type(schema, structure, {}),))
    for name, kind in schema.types.items():
        if not _is_nameless(name):
            yield _build_type(schema, kind, {"name": name})


def _is_nameless(kind: str) -> bool:
    return "." in kind


def _build_type(schema: Schema, kind: Structure | Enumeration, named: dict[str, str]) -> Tag:
    if isinstance(kind, Structure):
        return Tag("xs:complexType", named, tuple(_build_contents(schema, kind)))
    values = tuple(Tag("xs:enumeration", {"value": each}) for each in kind)
    return Tag("xs:simpleType", named, (Tag("xs:restriction", {"base": "xs:string"}, values),))


def _build_contents(schema: Schema, structure: Structure) -> Iterator[Tag]:
    if structure.members:
        members = structure.members.values()
        yield Tag("xs:sequence", {}, tuple(_build_element(schema, each) for each in members))
    for name in structure.attributes:
        yield Tag("xs:attribute", {"name": name, "type": "xs:string", "use": "required"})


def _build_element(schema: Schema, member: Member) -> Tag:
    often = _format_occurrence(member)
    if member.type in schema.elements:
        return Tag("xs:element", {"ref": f"tns:{member.type}", **often})
    kind = schema.find(member.type)
    if kind is None:
        return Tag("xs:element", {"name": member.name, "type": member.type, **often})
    if _is_nameless(member.type):
        return Tag("xs:element", {"name": member.name, **often}, (_build_type(schema, kind, {}),))
    return Tag("xs:element", {"name": member.name, "type": f"tns:{member.type}", **often})


def _format_occurrence(member: Member) -> dict[str, str]:
    least = {} if member.least == 1 else {"minOccurs": str(member.least)}
    most = "unbounded" if member.most is None else str(member.most)
    return least if member.most == 1 else {**least, "maxOccurs": most}
