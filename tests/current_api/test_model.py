"""Our description of the current API, as the rest of the adapter reads it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from adapter.auth.environments import ENDPOINTS, REGION
from adapter.current_api.model import TARGET_PREFIX, Shape, data_path, load, read_shapes
from adapter.current_api.times import read_times
from adapter.current_api.violations import describe, find_violations

LISTING = load().find_output("ListQualificationRequests")
BONUS = load().find_input("SendBonus")


def test_neither_boto3_nor_botocore_is_needed():
    program = (
        "import sys, adapter.current_api.model; adapter.current_api.model.load();"
        "sys.exit(bool({'boto3', 'botocore'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_it_is_read_once():
    assert load() is load()


def test_there_are_39_operations_in_alphabetical_order():
    assert len(load().operations) == 39
    assert list(load().operations) == sorted(load().operations)


def test_every_operation_takes_and_gives_a_structure():
    for operation in load().operations:
        assert load().find_input(operation).type == "structure"
        assert load().find_output(operation).type == "structure"


def test_the_data_path_is_a_folder_in_botocores_layout():
    assert (data_path() / "mturk" / "2017-01-17" / "service-2.json").is_file()


def test_a_structure_names_its_members_and_which_are_required():
    assert list(BONUS.members) == [
        "WorkerId",
        "BonusAmount",
        "AssignmentId",
        "Reason",
        "UniqueRequestToken",
    ]
    assert BONUS.required == {"WorkerId", "BonusAmount", "AssignmentId", "Reason"}


def test_a_list_says_what_it_holds():
    requests = LISTING.members["QualificationRequests"]
    assert requests.item is not None
    assert requests.item.name == "QualificationRequest"
    assert requests.item.members["SubmitTime"].type == "timestamp"


def test_limits_come_with_the_shape():
    parameters = load().find_input("ListHITs").members
    assert (parameters["MaxResults"].min, parameters["MaxResults"].max) == (1, 100)
    assert (parameters["NextToken"].min, parameters["NextToken"].max) == (1, 255)
    assert BONUS.members["BonusAmount"].pattern == r"^[0-9]+(\.)?[0-9]{0,2}$"
    assert load().find_input("ListReviewableHITs").members["Status"].enum == (
        "Reviewable",
        "Reviewing",
    )


def test_a_shape_without_limits_says_so():
    title = load().find_input("CreateHIT").members["Title"]
    assert (title.min, title.max, title.pattern, title.enum, title.item) == (
        None,
        None,
        None,
        (),
        None,
    )


def test_nine_operations_page_one_list_each():
    paged = {name: load().find_paged_list(name) for name in load().operations}
    assert {name: key for name, key in paged.items() if key} == {
        "ListAssignmentsForHIT": "Assignments",
        "ListBonusPayments": "BonusPayments",
        "ListHITs": "HITs",
        "ListHITsForQualificationType": "HITs",
        "ListQualificationRequests": "QualificationRequests",
        "ListQualificationTypes": "QualificationTypes",
        "ListReviewableHITs": "HITs",
        "ListWorkerBlocks": "WorkerBlocks",
        "ListWorkersWithQualificationType": "Qualifications",
    }


def test_a_paged_list_is_a_list_of_the_answer():
    for operation in load().operations:
        key = load().find_paged_list(operation)
        assert key is None or load().find_output(operation).members[key].type == "list"


def test_review_policy_results_page_more_than_one_list():
    assert "NextToken" in load().find_output("ListReviewPolicyResultsForHIT").members
    assert load().find_paged_list("ListReviewPolicyResultsForHIT") is None


@pytest.mark.parametrize("question", ["find_input", "find_output", "find_paged_list"])
def test_an_unknown_operation_is_refused_with_the_nearest_name(question):
    with pytest.raises(LookupError, match=r"no operation 'GetHit'; did you mean GetHIT\?"):
        getattr(load(), question)("GetHit")


def test_an_operation_like_no_other_is_refused_without_a_guess():
    with pytest.raises(LookupError, match=r"^the current API has no operation 'Q'$"):
        load().find_input("Q")


def test_nothing_in_the_description_can_be_changed():
    with pytest.raises(FrozenInstanceError):
        BONUS.name = "Other"
    with pytest.raises(TypeError):
        BONUS.members["WorkerId"] = Shape("Text", "string")
    with pytest.raises(TypeError):
        ENDPOINTS["production"] = ""


def test_a_shape_may_contain_itself():
    shapes = read_shapes(
        {
            "Forest": {"type": "list", "member": {"shape": "Tree"}},
            "Tree": {
                "type": "structure",
                "members": {"Planted": {"shape": "When"}, "Branches": {"shape": "Forest"}},
            },
            "When": {"type": "timestamp"},
        }
    )
    tree = shapes["Tree"]
    assert tree.members["Branches"] is shapes["Forest"]
    assert shapes["Forest"].item is tree
    assert "Tree" in repr(tree)
    assert read_times(tree, {"Branches": [{"Branches": [{"Planted": 0}]}]}) == {
        "Branches": [{"Branches": [{"Planted": datetime(1970, 1, 1, tzinfo=UTC)}]}]
    }
    [found] = find_violations(tree, {"Branches": [{"Leaf": 1}]})
    assert describe(found) == "$.Branches[0].Leaf: no member of Tree"


def test_production_and_sandbox_are_in_the_region_that_calls_are_signed_for():
    assert set(ENDPOINTS) == {"production", "sandbox"}
    assert all(f".{REGION}." in address for address in ENDPOINTS.values())
    assert TARGET_PREFIX == "MTurkRequesterServiceV20170117"
