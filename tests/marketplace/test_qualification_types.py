"""Qualification types: created, read, searched, changed and deleted."""

import pytest
from support.documents import KEY, TEST, answers
from support.market import NOON, OTHER

from adapter.marketplace.storage.system_types import LOCALE
from adapter.marketplace.workers import Worker

PLAIN = {"Name": "Sky", "Description": "Knows the sky.", "QualificationTypeStatus": "Active"}
TESTED = {**PLAIN, "Test": TEST, "TestDurationInSeconds": 60}


def create(market, **changes):
    answer = market("CreateQualificationType", **{**PLAIN, **changes})
    return answer["QualificationType"]["QualificationTypeId"]


def get(market, identifier, **who):
    return market("GetQualificationType", QualificationTypeId=identifier, **who)[
        "QualificationType"
    ]


def names(market, requestable=True, **params):
    found = market.walk(
        "ListQualificationTypes", "QualificationTypes", MustBeRequestable=requestable, **params
    )
    return [item["Name"] for item in found]


# Create


def test_a_new_type_is_answered_whole(market):
    created = market("CreateQualificationType", **PLAIN, Keywords="sky, blue")["QualificationType"]
    assert created == {
        **PLAIN,
        "QualificationTypeId": created["QualificationTypeId"],
        "CreationTime": NOON,
        "Keywords": "sky, blue",
        "IsRequestable": True,
        "AutoGranted": False,
    }
    assert get(market, created["QualificationTypeId"]) == created


def test_a_type_with_a_test_keeps_test_key_and_times(market):
    given = {**TESTED, "AnswerKey": KEY, "RetryDelayInSeconds": 0}
    created = market("CreateQualificationType", **given)["QualificationType"]
    assert {name: created[name] for name in given} == given


@pytest.mark.parametrize(("given", "kept"), [({}, 1), ({"AutoGrantedValue": -7}, -7)])
def test_what_is_granted_without_asking_has_a_value(market, given, kept):
    created = market("CreateQualificationType", **PLAIN, AutoGranted=True, **given)
    assert created["QualificationType"]["AutoGrantedValue"] == kept


def test_a_value_to_grant_means_nothing_where_nothing_is_granted(market):
    created = market("CreateQualificationType", **PLAIN, AutoGrantedValue=5)
    assert "AutoGrantedValue" not in created["QualificationType"]


def test_the_name_is_taken_by_the_accounts_own_types_only(market):
    create(market)
    assert market.refused("CreateQualificationType", **PLAIN) == (
        "QualificationTypeAlreadyExists: You have already created a QualificationType with this "
        "name. A QualificationType's name must be unique among all of the QualificationTypes "
        "created by the same user."
    )
    market("CreateQualificationType", OTHER, **PLAIN)


def test_the_name_of_a_deleted_type_is_free(market):
    market("DeleteQualificationType", QualificationTypeId=create(market))
    create(market)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"Test": TEST}, "Test needs TestDurationInSeconds."),
        ({"AnswerKey": KEY}, "AnswerKey needs the Test that it belongs to"),
        (
            {"Test": TEST, "TestDurationInSeconds": 60, "AutoGranted": True},
            "AutoGranted cannot be true for a Qualification type that has a Test.",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(market, given, says):
    said = market.refused("CreateQualificationType", **PLAIN, **given)
    assert said.startswith(f"InvalidParameterValue: {says}")
    assert names(market) == []


@pytest.mark.parametrize("given", ["<QuestionForm>", "sky?", "<a/>", TEST.replace("Text>", "Txt>")])
def test_a_test_that_is_none_is_refused(market, given):
    said = market.refused("CreateQualificationType", **PLAIN, Test=given, TestDurationInSeconds=60)
    assert said.startswith("XMLParseError: There was an error parsing the XML")


def test_an_answer_key_that_is_none_is_refused(market):
    said = market.refused("CreateQualificationType", **TESTED, AnswerKey=TEST)
    assert said.startswith("XMLParseError: ")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"Name": ""}, "InvalidParameterValue: The parameter Name must not be empty."),
        ({"Description": " "}, "InvalidParameterValue: The parameter Description must not be"),
        ({"Description": "d" * 2001}, "InvalidParameterValue: The parameter Description is too"),
        ({"Keywords": "k" * 1001}, "InvalidParameterValue: The parameter Keywords is too long"),
        ({"RetryDelayInSeconds": -1}, "AWS.ParameterOutOfRange: The value -1 is invalid for Retry"),
        (
            {"Test": TEST, "TestDurationInSeconds": 0},
            (
                "AWS.ParameterOutOfRange: The value 0 is invalid for TestDurationInSeconds. "
                "Valid values range from 1 to"
            ),
        ),
    ],
)
def test_limits_that_only_the_documentation_states(market, given, says):
    assert market.invalid("CreateQualificationType", **{**PLAIN, **given}).startswith(says)


# Read


def test_a_type_that_is_not_there(market):
    assert market.refused("GetQualificationType", QualificationTypeId="3X") == (
        "QualificationTypeDoesNotExist: QualificationType 3X does not exist."
    )


def test_another_account_sees_the_test_and_not_its_answers(market):
    identifier = create(market, **TESTED, AnswerKey=KEY)
    assert "AnswerKey" in get(market, identifier)
    seen = get(market, identifier, account=OTHER)
    assert seen["Test"] == TEST
    assert "AnswerKey" not in seen


def test_amazons_own_types_are_readable_to_all(market):
    seen = get(market, LOCALE)
    assert (seen["Name"], seen["IsRequestable"]) == ("Worker_Locale", False)


# Search


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sky", ["Sky"]),
        ("KNOWS blue", ["Sky"]),
        ("knows sea", []),
        ("Gerät", ["GERÄTE"]),
        ("100%", ["GERÄTE"]),
        ("1%0", []),
        ("_", []),
        ("", ["Sky", "GERÄTE"]),
    ],
)
def test_every_word_stands_in_name_keywords_or_description(market, query, found):
    create(market, Keywords="blue")
    create(market, Name="GERÄTE", Description="100% of devices")
    assert names(market, Query=query) == found


def test_amazons_types_are_found_only_where_types_need_not_be_requestable(market):
    create(market)
    assert names(market) == ["Sky"]
    assert "Worker_Locale" in names(market, requestable=False)
    assert names(market, requestable=False, MustBeOwnedByCaller=True) == ["Sky"]


def test_others_types_are_found_while_they_are_active(market):
    market("CreateQualificationType", OTHER, **PLAIN)
    market(
        "CreateQualificationType",
        OTHER,
        **{**PLAIN, "Name": "S", "QualificationTypeStatus": "Inactive"},
    )
    create(market, Name="Mine", QualificationTypeStatus="Inactive")
    assert names(market) == ["Sky", "Mine"]
    assert names(market, MustBeOwnedByCaller=True) == ["Mine"]


def test_others_answer_keys_are_not_listed(market):
    market("CreateQualificationType", OTHER, **TESTED, AnswerKey=KEY)
    create(market, **TESTED, AnswerKey=KEY)
    listed = market("ListQualificationTypes", MustBeRequestable=True)["QualificationTypes"]
    assert ["AnswerKey" in item for item in listed] == [False, True]


# Update


def update(market, identifier, **changes):
    answer = market("UpdateQualificationType", QualificationTypeId=identifier, **changes)
    return answer["QualificationType"]


def test_what_is_left_out_stays(market):
    identifier = create(market, **TESTED, AnswerKey=KEY, RetryDelayInSeconds=5)
    before = get(market, identifier)
    after = update(market, identifier, Description="Other.")
    assert after == {**before, "Description": "Other."} == get(market, identifier)
    assert names(market, Query="other") == ["Sky"]


def test_a_test_given_anew_without_a_key_has_none(market):
    identifier = create(market, **TESTED, AnswerKey=KEY)
    after = update(market, identifier, Test=TEST, TestDurationInSeconds=9)
    assert (after["TestDurationInSeconds"], "AnswerKey" in after) == (9, False)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"AutoGranted": True}, "AutoGranted cannot be true"),
        ({"AnswerKey": KEY}, "AnswerKey needs the Test"),
        ({"TestDurationInSeconds": 9}, "TestDurationInSeconds needs the Test"),
        ({"Test": TEST}, "Test needs TestDurationInSeconds"),
    ],
)
def test_an_update_that_does_not_go_together_is_refused(market, given, says):
    identifier = create(market, **TESTED)
    before = get(market, identifier)
    said = market.refused("UpdateQualificationType", QualificationTypeId=identifier, **given)
    assert says in said
    assert get(market, identifier) == before


def test_granting_without_asking_is_switched_on_and_off(market):
    identifier = create(market)
    assert update(market, identifier, AutoGranted=True)["AutoGrantedValue"] == 1
    assert update(market, identifier, AutoGrantedValue=4)["AutoGrantedValue"] == 4
    assert "AutoGrantedValue" not in update(market, identifier, AutoGranted=False)


@pytest.mark.parametrize("operation", ["UpdateQualificationType", "DeleteQualificationType"])
def test_only_the_owner_changes_a_type(market, operation):
    denied = "PermissionDenied: This user is not authorized to perform the requested operation."
    identifier = create(market)
    assert market.refused(operation, OTHER, QualificationTypeId=identifier) == denied
    assert market.refused(operation, QualificationTypeId=LOCALE) == denied
    missing = "QualificationTypeDoesNotExist: QualificationType 3X does not exist."
    assert market.refused(operation, QualificationTypeId="3X") == missing


# Delete


def test_a_deleted_type_is_gone_and_what_is_pending_is_rejected(market):
    identifier = create(market)
    asked = Worker(market.service, "AWORKER").request_qualification(identifier)
    market("DeleteQualificationType", QualificationTypeId=identifier)
    assert market("ListQualificationRequests")["NumResults"] == 0
    assert market.refused(
        "AcceptQualificationRequest", QualificationRequestId=asked["QualificationRequestId"]
    ) == (
        "InvalidQualificationRequestState: This operation can be called with a status of: Pending"
    )
    assert names(market, requestable=False, MustBeOwnedByCaller=True) == []
    assert "DoesNotExist" in market.refused("GetQualificationType", QualificationTypeId=identifier)


def test_a_deleted_type_is_in_the_wrong_state_for_changes(market):
    identifier = create(market)
    market("DeleteQualificationType", QualificationTypeId=identifier)
    wrong = (
        "InvalidQualificationTypeState: This operation can be called with a status of: "
        "Active,Inactive"
    )
    for operation, more in (
        ("DeleteQualificationType", {}),
        ("UpdateQualificationType", {"Description": "D"}),
        ("AssociateQualificationWithWorker", {"WorkerId": "AWORKER"}),
    ):
        assert market.refused(operation, QualificationTypeId=identifier, **more) == wrong


def test_the_test_as_it_was_when_the_worker_asked_stays_with_the_request(market):
    identifier = create(market, **TESTED)
    Worker(market.service, "AWORKER").request_qualification(identifier, answers("blue"))
    other = TEST.replace("What colour", "Which colour")
    update(market, identifier, Test=other, TestDurationInSeconds=60)
    [pending] = market("ListQualificationRequests")["QualificationRequests"]
    assert pending["Test"] == TEST
