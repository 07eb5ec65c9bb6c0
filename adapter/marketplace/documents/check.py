"""Check documents: size, XML syntax, version, schema, and rules that a schema cannot express."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.documents import rules
from adapter.marketplace.documents.addresses import check_addresses
from adapter.marketplace.documents.kinds import MAX_BYTES, SCHEMAS, DocumentKind
from adapter.marketplace.errors import PREFIX, RequestError
from adapter.text import quote_text
from adapter.xml import schema as xml_schema
from adapter.xml.schema import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.marketplace.documents.kinds import DocumentSchema
    from adapter.xml.schema import Document, LocatedElement

_MAX_REASONS = 5
_ERRORS = {"XML": "XML question or answer data", "XHTML": "XHTML data"}
"""The service's name of the invalid data, by the beginning of the error code."""


def list_violations(kind: DocumentKind, text: str) -> tuple[str, ...]:
    """Return the first few reasons why the text is not a valid document of the kind."""
    _, reasons = _check(kind, text)
    return reasons


def raise_for_document(kind: DocumentKind, text: str) -> None:
    """Raise the service's error, with the first reason, if the document is not valid.

    Raises:
        RequestError: the document, or XHTML inside it, is invalid; each has its own error code.
    """
    code, reasons = _check(kind, text)
    if reasons:
        raise RequestError(
            f"{PREFIX}{code}ParseError",
            f"There was an error parsing the {_ERRORS[code]} in your request.  Please make sure "
            "the data is well-formed and validates against the appropriate schema. "
            f"Details: {reasons[0]}",
        )


def read_document(kind: DocumentKind, text: str) -> Document:
    """Return the parsed document, without validating it.

    Raises:
        ValueError: the text is too long, nested too deep or not well-formed, or it has a DOCTYPE.
    """
    limit = MAX_BYTES[kind]
    document = xml_schema.read(text, limit)
    size = len(text.encode())
    if size > limit:
        raise ValueError(f"has {size} bytes; at most {limit} are taken")
    return document


def _check(kind: DocumentKind, text: str) -> tuple[str, tuple[str, ...]]:
    """Return a key of `_ERRORS`, and the first reasons; no reasons if the document is valid."""
    try:
        document = read_document(kind, text)
    except ValueError as error:
        return "XML", (f"the {kind} document {error}",)
    schema = _find_schema(kind, document.root)
    if isinstance(schema, Fault):
        return "XML", _describe([schema])
    if faults := document.find_faults(schema.path) or tuple(_check_rules(kind, document.root)):
        return "XML", _describe(faults)
    return "XHTML", _describe(rules.check_xhtml(document.root))


def _find_schema(kind: DocumentKind, root: LocatedElement) -> DocumentSchema | Fault:
    """Return the schema for the root's name and namespace, or why there is none."""
    schemas = [each for each in SCHEMAS[kind] if each.root == root.name]
    if not schemas:
        expected = " or ".join(dict.fromkeys(each.root for each in SCHEMAS[kind]))
        return Fault(root.line, f"{quote_text(root.name)} is no {kind}; it must be {expected}")
    for schema in schemas:
        if schema.namespace == root.namespace:
            return schema
    known = " or ".join(f'xmlns="{each.namespace}"' for each in schemas)
    return Fault(root.line, f"{root.name} has {_describe_namespace(root, schemas)}; write {known}")


def _describe_namespace(root: LocatedElement, schemas: Iterable[DocumentSchema]) -> str:
    if not root.namespace:
        return "no namespace"
    if root.namespace.strip() in {each.namespace for each in schemas}:
        return "white space at an end of its namespace"
    return f"the unknown namespace {quote_text(root.namespace)}"


def _check_rules(kind: DocumentKind, root: LocatedElement) -> Iterator[Fault]:
    yield from check_addresses(root)
    if root.name == "QuestionForm":
        yield from rules.check_form(root)
    if kind is DocumentKind.QUESTION_FORM:
        yield from rules.check_test(root)
    if kind is DocumentKind.ANSWER_KEY:
        yield from rules.check_answer_key(root)


def _describe(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Return the first faults as text with line numbers, and the number of those left out."""
    found = [f"line {each.line}: {each.text}" for each in faults]
    more = len(found) - _MAX_REASONS
    rest = (f"and {more} more",) if more > 0 else ()
    return (*found[:_MAX_REASONS], *rest)
