import pytest

from adapter.current_api import model as current
from adapter.mapping.catalogue import Catalogue, load
from adapter.mapping.lint import lint
from adapter.mapping.schema import Shape, TranslatedOperation
from adapter.settings.resources import find_data_folder
from adapter.translation.handlers import HANDLERS

CATALOGUE = load(find_data_folder("mappings"))


def changed(name, **fields):
    data = CATALOGUE.mappings[name].model_dump(by_alias=True, exclude_none=True) | fields
    mapping = TranslatedOperation.model_validate(data)
    return findings(Catalogue({name: mapping}, CATALOGUE.shapes, CATALOGUE.structures))


def findings(catalogue):
    return [str(each) for each in lint(catalogue, current.load(), HANDLERS)]


def granting(**params):
    """GrantQualification, whose one call sends these."""
    call = {"id": "granted", "operation": "AcceptQualificationRequest"}
    return "GrantQualification", {"calls": (call | {"params": params},)}


def listing(**fields):
    """GetQualificationRequests, whose one walk is changed so."""
    call = {
        "id": "listing",
        "operation": "ListQualificationRequests",
        "collect": "QualificationRequests",
        "identity": "QualificationRequestId",
    }
    return "GetQualificationRequests", {"calls": (call | fields,)}


def paging(**fields):
    page = CATALOGUE.mappings["GetQualificationRequests"].page.model_dump()
    return "GetQualificationRequests", {"page": page | fields}


def answering(**member):
    response = {"element": "GetQualificationRequestsResult", "members": (member,)}
    return "GetQualificationRequests", {"response": response}


REQUEST = "request.QualificationRequestId"


@pytest.mark.parametrize(
    ("mapping", "finding"),
    [
        (
            ("GrantQualification", {"calls": ({"id": "a", "operation": "Accept"},)}),
            "$: the current API has no operation Accept",
        ),
        (
            granting(),
            "$.calls[0].params: AcceptQualificationRequest requires QualificationRequestId",
        ),
        (
            granting(QualificationRequestId=REQUEST, Worker="request.X"),
            "$.calls[0].params.Worker: AcceptQualificationRequest takes no Worker",
        ),
        (
            granting(QualificationRequestId=REQUEST, IntegerValue="request.X"),
            "$.calls[0].params.IntegerValue: request.X leads nowhere",
        ),
        (
            granting(QualificationRequestId=REQUEST, IntegerValue=REQUEST),
            f"{REQUEST} is of type string, but is sent as a integer",
        ),
        (
            granting(QualificationRequestId=REQUEST, IntegerValue={"value": "1"}),
            "$.calls[0].params.IntegerValue: a constant of type str for a integer",
        ),
        (
            listing(collect="Requests"),
            "$.calls[0].collect: the list behind ListQualificationRequests's NextToken",
        ),
        (
            listing(identity="Id"),
            "$.calls[0].identity: an item of QualificationRequests has no Id",
        ),
        (paging(items="listing.Requests"), "$.page.items: listing.Requests is no list"),
        (
            paging(identity="Id"),
            "$.page.identity: an item of listing.QualificationRequests has no Id",
        ),
        (paging(number="request.Page"), "$.page.number: request.Page is no parameter"),
        (
            ("BlockWorker", {"losses": ({"text": "It is no more.", "sent": ["Page"]},)}),
            "$.losses[0]: there is no parameter Page",
        ),
        (
            paging(sort_by="request.SortDirection"),
            "$.page.sort_by: an item of listing.QualificationRequests has no Ascending",
        ),
        (
            answering(**{"name": "NumResults", "from": "page.size"}),
            "$.response.members[0]: page.size leads nowhere",
        ),
        (
            answering(name="NumResults"),
            "$.response.members[0]: outside a shape an element needs",
        ),
        (
            answering(name="R", each="page.items", shape="Town"),
            "$.response.members[0]: there is no shapes/Town.yaml",
        ),
        (
            answering(name="R", each="page.items", shape="Locale"),
            "Locale needs a Locale, but page.items is QualificationRequest",
        ),
    ],
)
def test_what_the_current_api_contradicts_is_found_with_its_place(mapping, finding):
    name, fields = mapping
    assert any(finding in each for each in changed(name, **fields))


@pytest.mark.parametrize(
    ("members", "finding"),
    [
        ({"name": "Country", "as": "time"}, "$.members[0]: time cannot write Country"),
        ({"name": "Country", "as": "upper"}, "$.members[0]: there is no converter upper"),
        ({"name": "Town"}, "$.members[0]: Town leads nowhere"),
    ],
)
def test_a_shape_is_held_against_the_current_one(members, finding):
    shape = Shape.model_validate({"shape": "Locale", "current": "Locale", "members": (members,)})
    assert any(finding in each for each in findings(Catalogue({}, {"Locale": shape}, {})))


def test_a_shape_made_of_nothing_is_found():
    shape = Shape.model_validate({"shape": "Town", "current": "Town", "members": ()})
    found = findings(Catalogue({}, {"Town": shape}, {}))
    assert found == ["mappings/shapes/Town.yaml: $.current: the current API has no shape Town"]
