from datetime import UTC, datetime

import pytest

from adapter.errors import UnavailableError
from adapter.mapping.catalogue import load
from adapter.settings.resources import find_data_folder
from adapter.translation.compose import compose
from adapter.translation.scope import Page
from adapter.xml.element import Element

CATALOGUE = load(find_data_folder("mappings"))
NOON = datetime(2016, 1, 2, 12, 0, 0, 500_000, tzinfo=UTC)


def composed(operation, scope, groups=frozenset({"Minimal"})):
    response = CATALOGUE.mappings[operation].response
    return compose(scope, response, CATALOGUE.shapes, groups)


def test_a_request_is_renamed_and_its_empty_texts_left_out():
    item = {
        "QualificationRequestId": "R",
        "QualificationTypeId": "T",
        "WorkerId": "A1",
        "Test": "",
        "Answer": None,
        "SubmitTime": NOON,
    }
    members = composed("GetQualificationRequests", {"page": Page([item], 12, 2)})
    assert members == (
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
    assert composed("GetQualificationType", {"found": found}) == (
        Element("Name", "n"),
        Element("AutoGranted", "0"),
        Element("AutoGrantedValue", "0"),
    )


def test_dollars_become_a_price():
    members = composed("GetAccountBalance", {"balance": {"AvailableBalance": "10000.00"}})
    price = (
        Element("Amount", "10000.00"),
        Element("CurrencyCode", "USD"),
        Element("FormattedPrice", "$10,000.00"),
    )
    assert members == (Element("AvailableBalance", price),)


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


REQUIREMENT = {
    "QualificationTypeId": "T",
    "Comparator": "In",
    "IntegerValues": [1, 2],
    "ActionsGuarded": "PreviewAndAccept",
}
HIT = {
    "HITId": "H",
    "HITTypeId": "T",
    "Title": "t",
    "Question": "<q/>",
    "Reward": "0.05",
    "QualificationRequirements": [REQUIREMENT],
    "NumberOfAssignmentsPending": 0,
}


def names(elements):
    return [element.name for element in elements]


@pytest.mark.parametrize(
    ("groups", "given"),
    [
        ({"Minimal"}, []),
        ({"Minimal", "HITQuestion"}, ["Question"]),
        ({"Minimal", "HITAssignmentSummary"}, ["NumberOfAssignmentsPending"]),
        ({"Minimal", "HITDetail"}, ["Title", "Reward", "QualificationRequirement"]),
    ],
)
def test_response_groups_choose_the_elements(groups, given):
    members = composed("GetHIT", {"found": {"HIT": HIT}}, frozenset(groups))
    assert names(members) == ["HITId", "HITTypeId", *given]


def test_a_requirement_says_again_what_the_current_api_split():
    members = composed("GetHIT", {"found": {"HIT": HIT}}, frozenset({"Minimal", "HITDetail"}))
    [requirement] = [each for each in members if each.name == "QualificationRequirement"]
    assert requirement.content == (
        Element("QualificationTypeId", "T"),
        Element("Comparator", "In"),
        Element("IntegerValue", "1"),
        Element("IntegerValue", "2"),
        Element("RequiredToPreview", "1"),
    )
