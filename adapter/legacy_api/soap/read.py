"""From a SOAP envelope to its calls and the claims of who sent it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.auth.legacy.signature import SERVICE, build_service_text
from adapter.errors import Problem, ProtocolError
from adapter.legacy_api.batch import MAX_CALLS
from adapter.legacy_api.common_parameters import COMMON_PARAMETERS, SIGN_SERVICE_ADVICE, is_true
from adapter.legacy_api.schemas import VERSIONS, build_namespace, find_schema, parse_version
from adapter.legacy_api.soap.encoding import decode_document
from adapter.legacy_api.soap.names import Names, check_elements_only, check_namespace, is_nil
from adapter.legacy_api.soap.write import ENVELOPE
from adapter.model import Claims, Envelope, LegacyCall
from adapter.redaction import is_secret
from adapter.text import quote_text, shorten
from adapter.xml import read as xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.model import HttpRequest
    from adapter.xml.read import Node

    Pairs = tuple[tuple[str, str], ...]

_REQUEST = "Request"

# The server's limit on bodies is far lower; libxml2 reads no text longer than this.
_LONGEST = 10_000_000
_SHOWN = 200

_ACTOR = f"{{{ENVELOPE}}}actor"
# The actor of the first receiver; headers for other actors do not concern us (SOAP 1.1, 4.2.2).
_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"
_MUST_UNDERSTAND = f"{{{ENVELOPE}}}mustUnderstand"
_SECONDS = re.compile(r"(T\d\d:\d\d:\d\d)(?:\.(\d+))?", re.ASCII)


def read(http: HttpRequest) -> Envelope:
    """Return the calls in a SOAP 1.1 envelope.

    Raises:
        ProtocolError: there is no call here that can be read.
    """
    try:
        root = xml.parse(decode_document(http.body, http.headers.get("content-type", "")), _LONGEST)
        operation = _find_operation(root)
        return Envelope(
            _read_claims(operation), operation.name, _read_calls(operation), operation.namespace
        )
    except ValueError as error:
        raise _build_refusal(
            f"The body {shorten(str(error), _SHOWN)}. Send one SOAP 1.1 envelope."
        ) from None


def _find_operation(root: Node) -> Node:
    """Return the element that names the operation: the only one in the body."""
    if root.name != "Envelope":
        raise ValueError(f"is no SOAP envelope: its root is {quote_text(root.name)}")
    if root.namespace != ENVELOPE:
        message = (
            f"The envelope is in the namespace {quote_text(root.namespace)}. "
            f'Send a SOAP 1.1 envelope, in "{ENVELOPE}".'
        )
        raise _build_refusal(message, "VersionMismatch")
    check_elements_only(root)
    _check_headers(root)
    bodies = _find_parts(root, "Body")
    if len(bodies) != 1:
        raise ValueError(f"has {len(bodies) or 'no'} elements Body in the envelope's namespace")
    check_elements_only(bodies[0])
    content = bodies[0].elements
    if len(content) != 1:
        raise ValueError(f"has {len(content) or 'no'} elements in Body, which takes one operation")
    _check_version(content[0])
    check_elements_only(content[0])
    for child in content[0].elements:
        check_namespace(child, content[0].namespace)
    return content[0]


def _find_parts(root: Node, name: str) -> list[Node]:
    """Return the envelope's own elements of this name; a ValueError if another one looks so."""
    parts = [each for each in root.elements if each.name == name]
    for part in parts:
        if part.namespace != ENVELOPE:
            raise ValueError(f"has an element {name} outside the namespace of the envelope")
    return parts


def _check_headers(root: Node) -> None:
    for block in (block for header in _find_parts(root, "Header") for block in header.elements):
        for_us = block.attributes.get(_ACTOR, _NEXT) in {"", _NEXT}
        if for_us and block.attributes.get(_MUST_UNDERSTAND) in {"1", "true"}:
            message = (
                f"The header {quote_text(block.name)} has to be understood, and this service knows "
                "no headers. Leave it out; credentials stand beside Request."
            )
            raise _build_refusal(message, "MustUnderstand")


def _check_version(node: Node) -> None:
    if parse_version(node.namespace) is None:
        message = (
            f"The operation {quote_text(node.name)} came in the namespace "
            f"{quote_text(node.namespace)}, which is not the service's. Send it in "
            f'"{build_namespace(VERSIONS[-1])}", or in that of an older version.'
        )
        raise _build_refusal(message)


def _read_calls(node: Node) -> tuple[LegacyCall, ...]:
    requests = [each for each in node.elements if each.name == _REQUEST]
    schema = find_schema(node.namespace, node.name)
    if len(requests) > MAX_CALLS:
        raise ValueError(
            f"has {len(requests)} elements {_REQUEST}; send at most {MAX_CALLS} in a call"
        )
    if not requests and schema is not None and schema.find_request(node.name).least:
        raise ValueError(f"has no {_REQUEST} in {node.name}, which takes at least one")
    names = Names(node.name, node.namespace, schema)
    return tuple(
        LegacyCall(
            node.name,
            # turk50 puts common parameters into Request.
            tuple(pair for pair in names.flatten(each) if pair[0] not in COMMON_PARAMETERS),
            any(is_true(_read_text(place, "Validate")) for place in (node, each)),
        )
        for each in requests
    )


def _read_text(node: Node, name: str) -> str | None:
    """Return the one text in elements of a name; None if all are empty.

    Credentials have no blanks around them, but a document on many lines has.
    """
    named = (each.text.strip() for each in node.elements if each.name == name and not is_nil(each))
    texts = {text for text in named if text}
    if len(texts) > 1:
        raise ValueError(f"has {len(texts)} different texts as {name} in {node.name}; send one")
    return next(iter(texts), None)


def _read_claims(node: Node) -> Claims:
    timestamp = _read_text(node, "Timestamp") or ""
    texts = {
        build_service_text(node.name, each): None
        for each in (timestamp, _to_milliseconds(timestamp))
    }
    usual = next(iter(texts))
    return Claims(
        access_key_id=_read_text(node, "AWSAccessKeyId"),
        signature=_read_text(node, "Signature"),
        timestamp=timestamp or None,
        strings_to_sign=tuple(texts),
        list_mistaken_strings=lambda: ((usual.removeprefix(SERVICE), SIGN_SERVICE_ADVICE),),
        secrets=tuple(dict.fromkeys(_find_secrets(node))),
    )


def _to_milliseconds(timestamp: str) -> str:
    """Return the time with exactly three digits behind the point.

    The .NET SDK signs three, and its serializer drops the zeros at the end.
    """
    return _SECONDS.sub(lambda match: f"{match[1]}.{(match[2] or '')[:3]:0<3}", timestamp)


def _find_secrets(node: Node) -> Iterator[str]:
    """Yield the texts of elements with a secret's name; turk50 sends its secret key."""
    for child in node.elements:
        if child.name not in COMMON_PARAMETERS and is_secret(child.name) and child.text.strip():
            yield child.text.strip()
        yield from _find_secrets(child)


def _build_refusal(message: str, code: str = "InvalidHttpRequest") -> ProtocolError:
    return ProtocolError(Problem(code, message))
