"""Answers put into the form of a version, by hand; all golden ones are in tests/contract."""

import pytest

from adapter.legacy_api.schemas import VERSIONS, load_schema, restrict_answer
from adapter.legacy_api.schemas.schema import Structure
from adapter.xml.element import Element

OLD, YOUNG = "2012-03-25", "2014-08-15"
VALID = Element("Request", (Element("IsValid", "True"),))


def requirement(comparator, *values):
    return Element(
        "QualificationRequirement",
        (
            *values,
            Element("Comparator", comparator),
            Element("QualificationTypeId", "Q"),
        ),
    )


def shaped_hit(version, *members):
    [result] = restrict_answer(load_schema(version), "GetHIT", [Element("HIT", members)])
    return result.content


def names(elements):
    return [each.name for each in elements]


def test_an_answer_takes_the_schemas_order():
    page = [Element(name, "1") for name in ("NumResults", "TotalNumResults", "PageNumber")]
    result = Element("SearchHITsResult", (*page, VALID))
    about = Element("OperationRequest", (Element("RequestId", "r"),))
    told = restrict_answer(load_schema(YOUNG), "SearchHITs", [result, about])
    assert names(told) == ["OperationRequest", "SearchHITsResult"]
    assert names(told[1].content) == ["Request", "PageNumber", "NumResults", "TotalNumResults"]


def test_results_keep_their_order_among_themselves():
    hits = [Element("HIT", (Element("HITId", each),)) for each in "CAB"]
    assert restrict_answer(load_schema(YOUNG), "GetHIT", hits) == tuple(hits)


def test_errors_keep_everything_wherever_they_stand():
    data = Element("Data", (Element("Key", "HITId"), Element("Value", "H")))
    told = (Element("Code", "C"), Element("Message", "M"), data, data)
    errors = Element("Errors", (Element("Error", told),))
    valid = Element("Request", (Element("IsValid", "False"), errors))
    about = Element("OperationRequest", (Element("RequestId", "r"), errors))
    answer = (about, Element("HIT", (valid,)))
    for version in VERSIONS:
        assert restrict_answer(load_schema(version), "GetHIT", answer) == answer


def test_an_element_that_the_version_does_not_know_is_left_out():
    told = Element("HITGroupId", "G"), Element("HITId", "H")
    assert names(shaped_hit(VERSIONS[1], *told)) == ["HITId"]
    assert names(shaped_hit(OLD, *told)) == ["HITId", "HITGroupId"]


def test_so_it_is_deep_inside():
    place = Element("Country", "US"), Element("Subdivision", "CA")
    asked = requirement("EqualTo", Element("LocaleValue", place))
    assert shaped_hit(OLD, asked) == (
        Element(
            "QualificationRequirement",
            (
                Element("QualificationTypeId", "Q"),
                Element("Comparator", "EqualTo"),
                Element("LocaleValue", place[:1]),
            ),
        ),
    )


def test_an_unknown_value_of_an_enumeration_is_left_out():
    assert names(shaped_hit(YOUNG, Element("HITStatus", "Odd"), Element("HITId", "H"))) == ["HITId"]


def test_it_takes_along_what_demands_it():
    told = requirement("In", Element("IntegerValue", "1")), Element("HITId", "H")
    assert names(shaped_hit(OLD, *told)) == ["HITId"]
    assert names(shaped_hit(YOUNG, *told)) == ["HITId", "QualificationRequirement"]


def test_what_was_never_there_takes_nothing_along():
    bare = Element("QualificationRequirement", (Element("QualificationTypeId", "Q"),))
    assert shaped_hit(OLD, bare) == (bare,)


def test_no_more_occurrences_than_the_version_allows():
    values = [Element("IntegerValue", each) for each in "12"]
    [old], [young] = (shaped_hit(each, requirement("EqualTo", *values)) for each in (OLD, YOUNG))
    assert [each.content for each in old.content if each.name == "IntegerValue"] == ["1"]
    assert [each.content for each in young.content if each.name == "IntegerValue"] == ["1", "2"]


@pytest.mark.parametrize(
    "wrong",
    [
        Element("HITId", (Element("Inner", "x"),)),
        Element("Reward", "0.05"),
    ],
)
def test_text_and_elements_are_not_taken_for_each_other(wrong):
    assert shaped_hit(YOUNG, wrong) == ()


def test_a_structure_may_be_empty():
    assert shaped_hit(YOUNG, Element("Request", "")) == (Element("Request", ()),)


def test_what_needs_attributes_cannot_be_said():
    headers = Element("HTTPHeaders", (Element("Header", ()),))
    about = Element("OperationRequest", (headers, Element("RequestId", "r")))
    [told] = restrict_answer(load_schema(YOUNG), "GetHIT", [about])
    assert told.content == (Element("HTTPHeaders", ()), Element("RequestId", "r"))


@pytest.mark.parametrize(
    ("version", "operation", "name"),
    [
        ("2014-08-15", "GetAssignmentsForHIT", "GetAssignmentsForHITRequest"),
        ("2012-03-25", "GetAssignmentsForHIT", "GetAssignmentsForHIT"),
        ("2012-03-25", "GetHIT", "GetHITRequest"),
    ],
)
def test_the_echo_goes_by_the_versions_name(version, operation, name):
    echo = Element(f"{operation}Request", (Element("HITId", "H"),))
    result = Element(
        load_schema(version).find_result(operation).name, (Element("Request", (echo,)),)
    )
    [told] = restrict_answer(load_schema(version), operation, [result])
    assert told.content[0].content == (Element(name, echo.content),)


def test_an_operation_that_the_version_lacks_has_no_answer():
    with pytest.raises(LookupError, match="2007-06-21"):
        restrict_answer(load_schema("2007-06-21"), "GetAssignment", [])


def demands_an_enumeration(facts, name):
    kind = facts.find(name)
    if not isinstance(kind, Structure):
        return kind is not None
    members = kind.members.values()
    return any(each.least and demands_an_enumeration(facts, each.type) for each in members)


# The two operations are refused by the adapter, so no answer of theirs is ever shaped.
@pytest.mark.parametrize("version", VERSIONS)
def test_no_result_can_be_lost_for_a_value_that_its_version_does_not_know(version):
    schema = load_schema(version)
    lost = {
        each
        for each in schema.operations
        if demands_an_enumeration(schema, schema.find_result(each).type)
    }
    assert lost <= {"GetWorkerAcceptLimit", "SetWorkerAcceptLimit"}
