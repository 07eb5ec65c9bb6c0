from datetime import UTC, datetime

import pytest

from adapter.errors import UnavailableError
from adapter.mapping.loader import load
from adapter.messages import Element
from adapter.resources import folder
from adapter.translate.compose import compose
from adapter.translate.page import Page

CATALOGUE = load(folder("mappings"))
NOON = datetime(2016, 1, 2, 12, 0, 0, 500_000, tzinfo=UTC)


def composed(operation, scope):
    return compose(scope, CATALOGUE.mappings[operation], CATALOGUE.shapes)


def test_a_request_is_renamed_and_its_empty_texts_left_out():
    item = {
        "QualificationRequestId": "R",
        "QualificationTypeId": "T",
        "WorkerId": "A1",
        "Test": "",
        "Answer": None,
        "SubmitTime": NOON,
    }
    reply = composed("GetQualificationRequests", {"page": Page([item], 12, 2)})
    assert reply.element == "GetQualificationRequestsResult"
    assert reply.members == (
        Element("NumResults", "1"),
        Element("TotalNumResults", "12"),
        Element("PageNumber", "2"),
        Element(
            "QualificationRequest",
            (
                Element("QualificationRequestId", "R"),
                Element("QualificationTypeId", "T"),
                Element("SubjectId", "A1"),
                Element("SubmitTime", "2016-01-02T12:00:00Z"),
            ),
        ),
    )


def test_a_structure_may_stand_directly_in_the_result():
    found = {"QualificationType": {"Name": "n", "AutoGranted": False, "AutoGrantedValue": 0}}
    reply = composed("GetQualificationType", {"found": found})
    assert reply.element == "QualificationType"
    assert reply.members == (
        Element("Name", "n"),
        Element("AutoGranted", "0"),
        Element("AutoGrantedValue", "0"),
    )


def test_dollars_become_a_price():
    reply = composed("GetAccountBalance", {"balance": {"AvailableBalance": "10000.00"}})
    price = (
        Element("Amount", "10000.00"),
        Element("CurrencyCode", "USD"),
        Element("FormattedPrice", "$10,000.00"),
    )
    assert reply.members == (Element("AvailableBalance", price),)


@pytest.mark.parametrize(
    ("operation", "scope"),
    [
        ("GetAccountBalance", {"balance": {"AvailableBalance": "lots"}}),
        ("GetQualificationType", {"found": {"QualificationType": {"CreationTime": "today"}}}),
        ("GetQualificationType", {"found": {"QualificationType": {"Name": ["n"]}}}),
    ],
)
def test_a_value_of_the_wrong_kind_is_the_upstreams_fault(operation, scope):
    with pytest.raises(UnavailableError, match="cannot be read"):
        composed(operation, scope)
