"""A person takes a test: its time counts from the first look, and it is a chance that is used."""

import pytest
from support.documents import KEY, TEST, answers
from support.market import ME, NOON, error_text

from adapter.marketplace import RequestError
from adapter.marketplace.workers import Obstacle, Worker

PLAIN = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}
TESTED = {**PLAIN, "Test": TEST, "TestDurationInSeconds": 60}


@pytest.fixture
def worker(market):
    return Worker(market.service, "AWORKER")


def create(market, given=TESTED, **more):
    answer = market("CreateQualificationType", ME, **{**given, **more})
    return answer["QualificationType"]["QualificationTypeId"]


def standing(worker, type_id):
    [found] = worker.list_standings([type_id])
    return found


def refused(call, *arguments):
    with pytest.raises(RequestError) as caught:
        call(*arguments)
    return error_text(caught.value)


def test_the_time_counts_from_the_first_look(market, worker):
    type_id = create(market)
    assert worker.find_test(type_id) is None
    worker.begin_test(type_id)
    market.clock.move(seconds=59)
    worker.begin_test(type_id)
    attempt = worker.find_test(type_id)
    assert (attempt.test, (attempt.ends - NOON).seconds, attempt.is_over) == (TEST, 60, False)
    market.clock.move(seconds=1)
    assert worker.find_test(type_id).is_over


def test_an_answer_ends_the_test(market, worker):
    type_id = create(market, RetryDelayInSeconds=0, AnswerKey=KEY)
    worker.begin_test(type_id)
    worker.request_qualification(type_id, answers("blue"))
    assert worker.find_test(type_id) is None
    worker.begin_test(type_id)
    assert worker.find_test(type_id).ends == NOON.replace(minute=1)


def test_a_test_of_which_the_time_is_over_is_a_chance_that_is_used(market, worker):
    type_id = create(market)
    worker.begin_test(type_id)
    market.clock.move(seconds=60)
    assert standing(worker, type_id).obstacle is Obstacle.ONCE
    expected = "QualificationTypeDoesNotAllowRetake: The Qualification can be requested only once."
    assert refused(worker.begin_test, type_id) == expected
    assert refused(worker.request_qualification, type_id, answers("blue")) == expected


def test_after_the_delay_the_time_begins_anew(market, worker):
    type_id = create(market, RetryDelayInSeconds=100)
    worker.begin_test(type_id)
    market.clock.move(seconds=159)
    found = standing(worker, type_id)
    assert (found.obstacle, (found.again - NOON).seconds) == (Obstacle.DELAY, 160)
    assert refused(worker.begin_test, type_id).startswith("QualificationTypeRetryDelayNotElapsed")
    market.clock.move(seconds=1)
    assert standing(worker, type_id).obstacle is None
    worker.begin_test(type_id)
    assert (worker.find_test(type_id).ends - NOON).seconds == 220


def test_a_type_without_a_test_has_none_to_begin(market, worker):
    expected = "InvalidParameterValue: The Qualification type has no test."
    assert refused(worker.begin_test, create(market, PLAIN)) == expected
    assert refused(worker.begin_test, "3NONE").startswith("QualificationTypeDoesNotExist")


def blocked(market, worker, type_id):
    market("CreateWorkerBlock", WorkerId="AWORKER", Reason="r")


def inactive(market, worker, type_id):
    market(
        "UpdateQualificationType", QualificationTypeId=type_id, QualificationTypeStatus="Inactive"
    )


def pending(market, worker, type_id):
    worker.request_qualification(type_id)


def granted(market, worker, type_id):
    market("AssociateQualificationWithWorker", QualificationTypeId=type_id, WorkerId="AWORKER")


def rejected(market, worker, type_id):
    asked = worker.request_qualification(type_id)
    market("RejectQualificationRequest", QualificationRequestId=asked["QualificationRequestId"])


@pytest.mark.parametrize(
    ("happens", "obstacle"),
    [
        (blocked, Obstacle.BLOCKED),
        (inactive, Obstacle.INACTIVE),
        (pending, Obstacle.PENDING),
        (granted, Obstacle.HELD),
        (rejected, Obstacle.ONCE),
    ],
)
def test_each_obstacle_is_told(market, worker, happens, obstacle):
    type_id = create(market, PLAIN)
    assert standing(worker, type_id).obstacle is None
    happens(market, worker, type_id)
    assert standing(worker, type_id).obstacle is obstacle


def test_what_is_held_and_what_waits_is_listed_by_name(market, worker):
    ids = {name: create(market, PLAIN, Name=name) for name in ("b", "A", "c", "D")}
    for name, value in (("b", 7), ("A", 8)):
        market(
            "AssociateQualificationWithWorker",
            QualificationTypeId=ids[name],
            WorkerId="AWORKER",
            IntegerValue=value,
        )
    market.clock.move(seconds=5)
    for name in ("D", "c"):
        worker.request_qualification(ids[name])
    held = worker.list_qualifications()
    assert [(each.name, each.value, each.granted) for each in held] == [
        ("A", 8, NOON),
        ("b", 7, NOON),
    ]
    waiting = worker.list_pending_requests()
    assert [(each.name, each.requested) for each in waiting] == [
        ("c", market.clock.now),
        ("D", market.clock.now),
    ]


def test_a_deleted_type_is_nothing_to_anybody(market, worker):
    type_id = create(market, PLAIN)
    granted(market, worker, type_id)
    market("DeleteQualificationType", QualificationTypeId=type_id)
    assert worker.list_standings([type_id, "3NONE"]) == []
    assert worker.list_qualifications() == []
