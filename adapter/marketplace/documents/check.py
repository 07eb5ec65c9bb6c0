"""Check documents: size, XML syntax, version, schema, and rules that a schema cannot express."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents import rules
from adapter.marketplace.documents.kinds import FORMS, MAX_BYTES, Kind
from adapter.text import quote_text
from adapter.xml import schema as xml_schema
from adapter.xml.schema import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.marketplace.documents.kinds import Form
    from adapter.xml.schema import Document, LocatedElement

_MAX_REASONS = 5
_REQUEST = "Please make sure the data is well-formed and validates against the appropriate schema."


@dataclass(frozen=True, slots=True)
class Refusal:
    """The service's error for an invalid document.

    Attributes:
        code: the TurkErrorCode.
        message: the service's text with the first reason, without the trace suffix.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class _Findings:
    """The result of a check.

    Attributes:
        reasons: why the document is invalid; empty if it is valid.
        formatted: whether the reasons are about XHTML inside the document.
    """

    reasons: tuple[str, ...] = ()
    formatted: bool = False


def find_problems(kind: Kind, text: str) -> tuple[str, ...]:
    """Return the first few reasons why the text is not a valid document of the kind."""
    return _check(kind, text).reasons


def find_refusal(kind: Kind, text: str) -> Refusal | None:
    """Return the service's error for the text, or None if the text is a valid document."""
    found = _check(kind, text)
    if not found.reasons:
        return None
    code, what = (
        ("XHTML", "XHTML data") if found.formatted else ("XML", "XML question or answer data")
    )
    message = f"There was an error parsing the {what} in your request.  {_REQUEST} Details: "
    return Refusal(f"AWS.MechanicalTurk.{code}ParseError", message + found.reasons[0])


def read_document(kind: Kind, text: str) -> Document:
    """Return the parsed document, without validating it.

    Raises:
        ValueError: the text is too long, nested too deep or not well-formed, or it has a DOCTYPE.
    """
    longest = MAX_BYTES[kind]
    document = xml_schema.read(text, longest)
    size = len(text.encode())
    if size > longest:
        raise ValueError(f"has {size} bytes; at most {longest} are taken")
    return document


def _check(kind: Kind, text: str) -> _Findings:
    try:
        document = read_document(kind, text)
    except ValueError as error:
        return _Findings((f"the {kind} document {error}",))
    form = _find_form(kind, document.root)
    if isinstance(form, Fault):
        return _Findings(_describe([form]))
    if faults := document.faults(form.schema):
        return _Findings(_describe(faults))
    if reasons := _describe(_find_rule_faults(kind, document.root)):
        return _Findings(reasons)
    return _Findings(_describe(rules.check_xhtml(document.root)), formatted=True)


def _find_form(kind: Kind, root: LocatedElement) -> Form | Fault:
    """Return the form with the root's name and namespace, or why there is none."""
    forms = [each for each in FORMS[kind] if each.root == root.name]
    if not forms:
        expected = " or ".join(dict.fromkeys(each.root for each in FORMS[kind]))
        return Fault(root.line, f"{quote_text(root.name)} is no {kind}; it must be {expected}")
    for form in forms:
        if form.namespace == root.namespace:
            return form
    known = " or ".join(f'xmlns="{each.namespace}"' for each in forms)
    wrong = (
        f"the unknown namespace {quote_text(root.namespace)}" if root.namespace else "no namespace"
    )
    return Fault(root.line, f"{root.name} has {wrong}; write {known}")


def _find_rule_faults(kind: Kind, root: LocatedElement) -> Iterator[Fault]:
    if root.name == "QuestionForm":
        yield from rules.check_form(root)
    if kind is Kind.QUESTION_FORM:
        yield from rules.check_test(root)
    if kind is Kind.ANSWER_KEY:
        yield from rules.check_answer_key(root)


def _describe(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Return the first faults as text with line numbers, and the number of those left out."""
    found = [f"line {each.line}: {each.text}" for each in faults]
    more = len(found) - _MAX_REASONS
    rest = (f"and {more} more",) if more > 0 else ()
    return (*found[:_MAX_REASONS], *rest)
