"""Every golden answer, put into the schema's namespace and order, is valid by Amazon's own XSD."""

from pathlib import Path

import pytest
from lxml import etree

from adapter.settings.resources import find_data_folder

SCHEMAS = Path(__file__).parents[2].parent / "shared" / "reference" / "schema"
VERSION = "2014-08-15"
XS = "{http://www.w3.org/2001/XMLSchema}"
NAMESPACE = f"http://requester.mturk.amazonaws.com/doc/{VERSION}"
ROOT_FORM = b"<Response>"
# The schema demands a member of these results even beside an error.
DEMANDING = (b"<GetFileUploadURLResult>", b"<GetReviewResultsForHITResult>")

if not SCHEMAS.is_dir():
    pytest.skip("the official schemas are not at hand", allow_module_level=True)

DOCUMENT = etree.parse(SCHEMAS / VERSION / "AWSMechanicalTurkRequester.xsd")
SCHEMA = etree.XMLSchema(DOCUMENT)


def named(element):
    return (element.get("name") or element.get("ref")).split(":")[-1]


def order_of(response, result):
    """The schema's order of the children of a result element."""
    members = DOCUMENT.iterfind(f"{XS}element[@name='{response}']//{XS}element")
    kind = next(each.get("type") for each in members if named(each) == result)
    if kind is not None:
        return order_of_type(kind.split(":")[-1])
    # Help's result is declared on its own
    declared = DOCUMENT.iterfind(f"{XS}element[@name='{result}']//{XS}element")
    return [named(each) for each in declared]


def order_of_type(kind):
    """The schema's order of the members of a type."""
    place = f"{XS}complexType[@name='{kind}']/{XS}sequence/{XS}element"
    return [named(each) for each in DOCUMENT.iterfind(place)]


def sort(element, order):
    element[:] = sorted(element, key=lambda child: order.index(child.tag))


def in_schema_form(answer):
    root = etree.fromstring(answer)
    result = root[1] if len(root) > 1 else None
    if result is not None:
        sort(result, order_of(root.tag, result.tag))
    for status in root.iter("NotifyWorkersFailureStatus"):
        sort(status, order_of_type(status.tag))
    for element in root.iter():
        element.tag = f"{{{NAMESPACE}}}{element.tag}"
    return root


def has_schema(answer):
    """Whether the schema knows its form: not the front end's, and not a demanding one of errors."""
    demanding = b"<Errors>" in answer and any(each in answer for each in DEMANDING)
    return ROOT_FORM not in answer and not demanding


ANSWERS = [
    path
    for path in sorted(find_data_folder("fixtures").glob("*/*/response.xml"))
    if has_schema(path.read_bytes())
]


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_the_answer_is_valid(path):
    SCHEMA.assertValid(in_schema_form(path.read_bytes()))


def test_a_wrong_answer_is_found_invalid():
    name = b"GrantQualificationRe"
    wrong = b"<%bsponse><OperationRequest/><%bsult/><X/></%bsponse>" % (name, name, name)
    with pytest.raises(etree.DocumentInvalid):
        SCHEMA.assertValid(in_schema_form(wrong))


def test_there_are_answers_to_validate():
    assert len(ANSWERS) >= 30
