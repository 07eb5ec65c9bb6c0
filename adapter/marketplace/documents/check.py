"""Whether a document is one: safe, of a known version, by its schema and the rules beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents import formatted, rules
from adapter.marketplace.documents.kinds import FORMS, LONGEST, Kind
from adapter.text import quoted
from adapter.xml import schema as xml_schema
from adapter.xml.schema import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.marketplace.documents.kinds import Form
    from adapter.xml.schema import Document, Placed

_MOST_TOLD = 5
_AGAIN = "Please make sure the data is well-formed and validates against the appropriate schema."


@dataclass(frozen=True, slots=True)
class Refusal:
    """The error for a document that is not one.

    Attributes:
        code: what the service calls it.
        message: in the service's words, with the first reason; without the trace behind it.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class _Findings:
    """What is wrong.

    Attributes:
        reasons: none when nothing is.
        formatted: whether they are about XHTML inside the document.
    """

    reasons: tuple[str, ...] = ()
    formatted: bool = False


def problems(kind: Kind, text: str) -> tuple[str, ...]:
    """The first few reasons why the text is not such a document; none when it is one."""
    return _findings(kind, text).reasons


def refusal(kind: Kind, text: str) -> Refusal | None:
    """The error that the service gave for such a text; None when nothing is wrong with it."""
    found = _findings(kind, text)
    if not found.reasons:
        return None
    code, what = (
        ("XHTML", "XHTML data") if found.formatted else ("XML", "XML question or answer data")
    )
    message = f"There was an error parsing the {what} in your request.  {_AGAIN} Details: "
    return Refusal(f"AWS.MechanicalTurk.{code}ParseError", message + found.reasons[0])


def read(kind: Kind, text: str) -> Document:
    """The document, not yet held against anything.

    Raises:
        ValueError: it is too long or too deep, not well-formed, or has a document type.
    """
    longest = LONGEST[kind]
    document = xml_schema.read(text, longest)
    size = len(text.encode())
    if size > longest:
        raise ValueError(f"has {size} bytes; at most {longest} are taken")
    return document


def _findings(kind: Kind, text: str) -> _Findings:
    try:
        document = read(kind, text)
    except ValueError as error:
        return _Findings((f"the {kind} document {error}",))
    form = _form(kind, document.root)
    if isinstance(form, Fault):
        return _Findings(_told([form]))
    if faults := document.faults(form.schema):
        return _Findings(_told(faults))
    if reasons := _told(_by_rules(kind, document.root)):
        return _Findings(reasons)
    return _Findings(_told(_by_xhtml(document.root)), formatted=True)


def _form(kind: Kind, root: Placed) -> Form | Fault:
    """Which of the kind's documents it says to be, or why it is none of them."""
    forms = [each for each in FORMS[kind] if each.root == root.name]
    if not forms:
        expected = " or ".join(dict.fromkeys(each.root for each in FORMS[kind]))
        return Fault(root.line, f"{quoted(root.name)} is no {kind}; it must be {expected}")
    for form in forms:
        if form.namespace == root.namespace:
            return form
    known = " or ".join(f'xmlns="{each.namespace}"' for each in forms)
    wrong = f"the unknown namespace {quoted(root.namespace)}" if root.namespace else "no namespace"
    return Fault(root.line, f"{root.name} has {wrong}; write {known}")


def _by_rules(kind: Kind, root: Placed) -> Iterator[Fault]:
    if root.name == "QuestionForm":
        yield from rules.faults_of_form(root)
    if kind is Kind.QUESTION_FORM:
        yield from rules.faults_of_test(root)
    if kind is Kind.ANSWER_KEY:
        yield from rules.faults_of_key(root)


def _by_xhtml(root: Placed) -> Iterator[Fault]:
    for each in root.within("FormattedContent"):
        yield from formatted.faults(each.text, each.line)


def _told(faults: Iterable[Fault]) -> tuple[str, ...]:
    """The first of them, with their lines, and how many more there are."""
    found = [f"line {each.line}: {each.text}" for each in faults]
    more = len(found) - _MOST_TOLD
    rest = (f"and {more} more",) if more > 0 else ()
    return (*found[:_MOST_TOLD], *rest)
