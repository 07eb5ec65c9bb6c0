import pytest

from adapter.legacy_api.schemas import VERSIONS, Member, load_schema

NEWEST = load_schema("2014-08-15")
OLDEST = load_schema("2007-06-21")

# The version that brought an operation; of the rest each is in all four, but for the last two.
SINCE = {
    "DisposeQualificationType": "2011-10-01",
    "GetRequesterWorkerStatistic": "2011-10-01",
    "GetReviewResultsForHIT": "2011-10-01",
    "ApproveRejectedAssignment": "2012-03-25",
    "GetAssignment": "2012-03-25",
    "GetBlockedWorkers": "2012-03-25",
}
GONE = {"GetWorkerAcceptLimit", "SetWorkerAcceptLimit"}


def test_each_version_has_as_many_operations_as_its_wsdl():
    assert [len(load_schema(each).operations) for each in VERSIONS] == [40, 41, 44, 44]


@pytest.mark.parametrize("version", VERSIONS)
def test_operations_come_and_go_between_versions(version):
    known = {each for each in NEWEST.operations if SINCE.get(each, VERSIONS[0]) <= version}
    assert set(load_schema(version).operations) - GONE == known
    assert load_schema(version).has("GetWorkerAcceptLimit") == (version == VERSIONS[0])


@pytest.mark.parametrize("name", ["GetHITs", "gethit", "", "Request", "GetHITResponse", "HIT"])
def test_what_is_no_operation_is_none(name):
    assert not NEWEST.has(name)
    for ask in (NEWEST.find_request, NEWEST.find_result):
        with pytest.raises(LookupError, match="2014-08-15"):
            ask(name)


def test_request_may_be_absent_where_the_schema_says_so():
    assert NEWEST.find_request("CreateHIT") == Member("Request", "CreateHITRequest", 1, None)
    assert NEWEST.find_request("GetHIT") == Member("Request", "GetHITRequest", 0, None)
    assert NEWEST.find_request("GetHIT").is_repeated


@pytest.mark.parametrize(
    ("operation", "element"),
    [
        ("GrantQualification", "GrantQualificationResult"),
        ("CreateHIT", "HIT"),
        ("GetQualificationScore", "Qualification"),
        ("GetRequesterStatistic", "GetStatisticResult"),
        ("Help", "Information"),
    ],
)
def test_the_result_has_the_schemas_name(operation, element):
    assert NEWEST.find_result(operation).name == element


@pytest.mark.parametrize(
    ("operation", "path", "text", "repeated"),
    [
        ("CreateHIT", ["Question"], True, False),
        ("CreateQualificationType", ["Test"], True, False),
        ("CreateQualificationType", ["AnswerKey"], True, False),
        ("CreateHIT", ["MaxAssignments"], False, False),
        ("CreateHIT", ["Reward"], False, False),
        ("CreateHIT", ["Reward", "CurrencyCode"], True, False),
        ("CreateHIT", ["QualificationRequirement"], False, True),
        ("CreateHIT", ["QualificationRequirement", "LocaleValue", "Country"], True, False),
        ("CreateHIT", ["AssignmentReviewPolicy", "Parameter", "MapEntry", "Value"], True, True),
        ("GetHIT", ["ResponseGroup"], True, True),
        ("NotifyWorkers", ["WorkerId"], True, True),
        ("Help", ["HelpType"], False, False),
        ("GetHIT", [], False, True),
    ],
)
def test_a_parameter_says_whether_it_is_text_and_repeated(operation, path, text, repeated):
    found = NEWEST.find_parameter(operation, path)
    assert (found.is_text, found.is_repeated) == (text, repeated)


def test_a_parameter_has_its_bounds():
    assert NEWEST.find_parameter("NotifyWorkers", ["WorkerId"]).most == 100
    assert NEWEST.find_parameter("CreateHIT", ["LifetimeInSeconds"]).least == 1


@pytest.mark.parametrize(
    "path", [["Nothing"], ["HITId", "Inner"], ["Nothing", "Inner"], ["Reward", "HITId"]]
)
def test_there_is_no_parameter_where_the_version_has_none(path):
    assert NEWEST.find_parameter("GetHIT", path) is None


def test_parameters_differ_between_versions():
    deep = ["QualificationRequirement", "IntegerValue"]
    schemas = [load_schema(each) for each in VERSIONS]
    assert [each.find_parameter("CreateHIT", deep).is_repeated for each in schemas] == [
        False, False, False, True,
    ]  # fmt: skip
    assert OLDEST.find_parameter("CreateHIT", ["HITLayoutId"]) is None


def test_a_version_is_read_once():
    assert load_schema("2014-08-15") is NEWEST
