import ast

import pytest

from adapter.errors import OperationError
from adapter.explain import explain
from adapter.mapping.catalogue import load
from adapter.model import LegacyCall
from adapter.settings.resources import find_data_folder

CATALOGUE = load(find_data_folder("mappings"))


def explained(operation, *pairs):
    return explain(LegacyCall(operation, pairs), CATALOGUE)


def test_a_listing_becomes_a_paginator_a_sort_and_a_cut():
    explanation = explained(
        "GetQualificationRequests",
        ("QualificationTypeId", "3TYPE"),
        ("SortDirection", "Descending"),
        ("PageNumber", "3"),
        ("Status", "x"),
    )
    code = "\n".join(explanation.python)
    assert "get_paginator('list_qualification_requests')" in code.replace('"', "'")
    assert "reverse=True" in code
    assert "listing[20:30]" in code
    assert explanation.shell == (
        "aws mturk list-qualification-requests --qualification-type-id 3TYPE",
    )
    assert explanation.unknown == ("Status",)
    assert explanation.losses == ()


def test_a_boolean_becomes_a_flag_of_the_aws_cli():
    explanation = explained("UpdateQualificationScore", ("QualificationTypeId", "3TYPE"),
                            ("SubjectId", "A1"), ("IntegerValue", "-5"))  # fmt: skip
    assert explanation.shell[1].endswith("--integer-value=-5 --no-send-notification")


def test_texts_are_quoted_for_their_language():
    explanation = explained("RejectQualificationRequest", ("QualificationRequestId", "R"),
                            ("Reason", "it's \"late\"\n$HOME"))  # fmt: skip
    ast.parse("\n".join(explanation.python))
    assert """'it'"'"'s "late"\n$HOME'""" in explanation.shell[0]


def test_a_call_that_would_be_refused_is_refused():
    with pytest.raises(OperationError):
        explained("GrantQualification")


def test_a_fan_out_becomes_its_calls_in_order():
    explanation = explained("DisableHIT", ("HITId", "3HIT"))
    code = "\n".join(explanation.python)
    ast.parse(code)
    assert code.index("update_expiration_for_hit") < code.index("for each in submitted:")
    assert 'mturk.approve_assignment(AssignmentId=each["AssignmentId"]' in code
    assert "InvalidHITState: done already" in code
    assert "aws mturk delete-hit --hit-id 3HIT" in explanation.shell


def test_what_an_earlier_answer_gives_is_named():
    explanation = explained(
        "ExtendHIT", ("HITId", "3HIT"), ("ExpirationIncrementInSeconds", "3600")
    )
    code = "\n".join(explanation.python)
    ast.parse(code)
    assert 'max(before["HIT"]["Expiration"], datetime.now(timezone.utc))' in code
    assert "timedelta(seconds=3600)" in code
    assert "create_additional_assignments" not in code
    assert explanation.python[0].startswith("from datetime import")


@pytest.mark.parametrize(
    ("parameters", "method"),
    [
        ((("HITTypeId", "3TYPE"),), "create_hit_with_hit_type"),
        (
            (
                ("Title", "t"),
                ("Description", "d"),
                ("Reward.1.Amount", "0.05"),
                ("AssignmentDurationInSeconds", "60"),
            ),
            "create_hit",
        ),
    ],
)
def test_the_form_of_create_hit_decides_the_call(parameters, method):
    common = (("LifetimeInSeconds", "3600"), ("Question", "<q/>"))
    explanation = explained("CreateHIT", *common, *parameters)
    assert sum("mturk.create_hit" in line for line in explanation.python) == 1
    assert any(f"mturk.{method}(" in line for line in explanation.python)
    assert any("UniqueRequestToken=str(uuid.uuid4())" in line for line in explanation.python)


def test_what_is_worked_out_says_from_what():
    explanation = explained("GetReviewableHITs")
    assert "# mturk.list_reviewable_hits(...)" in explanation.python
    assert "aws mturk list-hits ..." in explanation.shell


@pytest.mark.parametrize(
    ("reason", "option"),
    [
        ("file:///etc/passwd", '--cli-input-json \'{"Reason": "file:///etc/passwd"}\''),
        ("-d", "--reason=-d"),
    ],
)
def test_what_the_aws_cli_would_read_otherwise_is_told_so(reason, option):
    explanation = explained(
        "RejectQualificationRequest", ("QualificationRequestId", "R"), ("Reason", reason)
    )
    assert explanation.shell[0].endswith(option)


@pytest.mark.parametrize(
    ("operation", "pairs"),
    [
        ("GrantBonus", [("WorkerId", "A1"), ("AssignmentId", "3A"), ("Reason", "r"),
                        ("BonusAmount.1.Amount", "1"), ("BonusAmount.1.CurrencyCode", "USD")]),
        ("ExtendHIT", [("HITId", "3HIT"), ("MaxAssignmentsIncrement", "2")]),
    ],
)  # fmt: skip
def test_a_token_is_another_one_each_time_the_code_is_pasted(operation, pairs):
    explanation = explained(operation, *pairs)
    assert explanation.shell[0].endswith('--unique-request-token "$(uuidgen)"')
    assert any("UniqueRequestToken=str(uuid.uuid4())" in line for line in explanation.python)
    own = explained(operation, *pairs, ("UniqueRequestToken", "mine"))
    assert own.shell[0].endswith("--unique-request-token mine")


def test_a_time_long_past_is_written_out_for_the_shell():
    [line] = explained("ForceExpireHIT", ("HITId", "3HIT")).shell
    assert line.endswith("--expire-at 1970-01-01T00:00:00Z")
