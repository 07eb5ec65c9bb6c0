"""A worker asks for a qualification."""

import pytest
from support.documents import KEY, TEST, answers
from support.market import ME, OTHER, error_text

from adapter.marketplace import ParameterValidationError, RequestError
from adapter.marketplace.storage.system_types import LOCALE
from adapter.marketplace.storage.tables import worker_blocks
from adapter.marketplace.workers import Worker

PLAIN = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}
TESTED = {**PLAIN, "Test": TEST, "TestDurationInSeconds": 60}
DENIED = "PermissionDenied: This user is not authorized to perform the requested operation."


@pytest.fixture
def worker(market):
    return Worker(market.service, "AWORKER")


def create(market, given=PLAIN, account=ME, **more):
    answer = market("CreateQualificationType", account, **{**given, **more})
    return answer["QualificationType"]["QualificationTypeId"]


def refused(worker, *asked):
    with pytest.raises(RequestError) as caught:
        worker.request_qualification(*asked)
    return error_text(caught.value)


def value(market, type_id):
    held = market("GetQualificationScore", QualificationTypeId=type_id, WorkerId="AWORKER")
    return held["Qualification"]["IntegerValue"]


def test_without_a_test_the_owner_decides(market, worker):
    asked = worker.request_qualification(create(market))
    assert asked == {"QualificationRequestId": asked["QualificationRequestId"], "Status": "Pending"}


def test_with_a_test_and_no_key_the_owner_decides(market, worker):
    type_id = create(market, TESTED)
    assert worker.request_qualification(type_id, answers("green"))["Status"] == "Pending"
    [pending] = market("ListQualificationRequests")["QualificationRequests"]
    assert (pending["Test"], pending["Answer"]) == (TEST, answers("green"))


@pytest.mark.parametrize(("colour", "points"), [("blue", 10), ("green", 0)])
def test_a_key_scores_the_answers_at_once(market, worker, colour, points):
    type_id = create(market, TESTED, AnswerKey=KEY)
    asked = worker.request_qualification(type_id, answers(colour))
    assert (asked["Status"], asked["IntegerValue"]) == ("Granted", points)
    assert value(market, type_id) == points
    assert market("ListQualificationRequests")["NumResults"] == 0


def test_some_types_grant_by_themselves(market, worker):
    type_id = create(market, AutoGranted=True, AutoGrantedValue=8)
    assert worker.request_qualification(type_id)["Status"] == "Granted"
    assert value(market, type_id) == 8


@pytest.mark.parametrize(
    ("given", "sent", "says"),
    [
        (PLAIN, answers("blue"), "InvalidParameterValue: The Qualification type has no test"),
        (TESTED, None, "InvalidParameterValue: The Qualification type has a test: send its"),
        (TESTED, "<blue/>", "XMLParseError: "),
        (TESTED, answers("red"), "InvalidParameterValue: The answers do not fit the test: "),
    ],
)
def test_answers_that_do_not_fit(market, worker, given, sent, says):
    assert refused(worker, create(market, given), sent).startswith(says)
    assert market("ListQualificationRequests")["NumResults"] == 0


def test_a_pending_request_is_not_made_twice(market, worker):
    type_id = create(market, RetryDelayInSeconds=0)
    worker.request_qualification(type_id)
    assert refused(worker, type_id).startswith("InvalidQualificationRequestState: ")


def test_without_a_retry_delay_a_worker_asks_once(market, worker):
    type_id = create(market)
    asked = worker.request_qualification(type_id)
    market("RejectQualificationRequest", QualificationRequestId=asked["QualificationRequestId"])
    market.clock.move(days=1000)
    assert refused(worker, type_id).startswith("QualificationTypeDoesNotAllowRetake: ")


def test_the_retry_delay_counts_from_the_last_request(market, worker):
    type_id = create(market, AutoGranted=True, RetryDelayInSeconds=60)
    worker.request_qualification(type_id)
    market.clock.move(seconds=59)
    assert refused(worker, type_id).startswith("QualificationTypeRetryDelayNotElapsed: ")
    market.clock.move(seconds=1)
    worker.request_qualification(type_id)


def test_a_delay_may_be_longer_than_any_time(market, worker):
    type_id = create(market, AutoGranted=True, RetryDelayInSeconds=2**63 - 1)
    worker.request_qualification(type_id)
    assert refused(worker, type_id).startswith("QualificationTypeRetryDelayNotElapsed: ")


def test_what_is_held_is_not_asked_for_unless_it_can_be_retaken(market, worker):
    type_id = create(market)
    market("AssociateQualificationWithWorker", QualificationTypeId=type_id, WorkerId="AWORKER")
    assert refused(worker, type_id).startswith("QualificationAlreadyExists: ")
    market("UpdateQualificationType", QualificationTypeId=type_id, RetryDelayInSeconds=0)
    worker.request_qualification(type_id)


def test_what_was_revoked_can_be_asked_for(market, worker):
    type_id = create(market)
    holder = {"QualificationTypeId": type_id, "WorkerId": "AWORKER"}
    market("AssociateQualificationWithWorker", **holder)
    market("DisassociateQualificationFromWorker", **holder)
    worker.request_qualification(type_id)


def test_types_that_cannot_be_asked_for(market, worker):
    missing = "QualificationTypeDoesNotExist: QualificationType 3X does not exist."
    assert refused(worker, "3X") == missing
    assert refused(worker, LOCALE) == DENIED
    inactive = create(market, QualificationTypeStatus="Inactive")
    assert refused(worker, inactive) == (
        "InvalidQualificationTypeState: This operation can be called with a status of: Active"
    )


def test_a_blocked_worker_is_refused_by_that_requester(market, worker):
    mine, others = create(market), create(market, account=OTHER)
    with market.service.begin_write(ME) as transaction:
        transaction.connection.execute(
            worker_blocks.insert(), {"account": ME, "worker_id": "AWORKER", "reason": "No."}
        )
    assert refused(worker, mine) == DENIED
    worker.request_qualification(others)


def test_requestable_types_are_everybodys_active_ones_without_their_answers(market, worker):
    create(market, TESTED, AnswerKey=KEY)
    create(market, account=OTHER, Name="Sea")
    create(market, Name="Off", QualificationTypeStatus="Inactive")
    first = worker.list_requestable_types({"MaxResults": 1})
    rest = worker.list_requestable_types({"NextToken": first["NextToken"]})
    found = [*first["QualificationTypes"], *rest["QualificationTypes"]]
    assert [item["Name"] for item in found] == ["Sky", "Sea"]
    assert not any("AnswerKey" in item for item in found)
    assert worker.list_requestable_types({"Query": "sea"})["NumResults"] == 1


def test_a_worker_id_that_can_be_nobodys(market):
    with pytest.raises(ParameterValidationError):
        Worker(market.service, "worker")
