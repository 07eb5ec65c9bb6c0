"""A worker finds HITs, accepts, submits, and gives back."""

from datetime import timedelta

import pytest
from support.documents import TEST, answers
from support.market import ME, NOON, OTHER
from support.work import ANSWERS, accept, make, money, refusal, shown, submit_work

from adapter.marketplace.storage.system_types import (
    ADULT,
    LOCALE,
    NUMBER_APPROVED,
    PERCENT_APPROVED,
)
from adapter.marketplace.storage.tables import qualifications
from adapter.marketplace.workers import Worker

TYPE = {"Description": "D", "QualificationTypeStatus": "Active"}


@pytest.fixture
def worker(market):
    return Worker(market.service, "AWORKER")


def open_hits(worker, **params):
    return [hit["HITId"] for hit in worker.list_open_hits(params)["HITs"]]


def sky(market):
    made = market("CreateQualificationType", Name="Sky", **TYPE)
    return made["QualificationType"]["QualificationTypeId"]


def hold(market, type_id, **columns):
    """Gives the worker what only Amazon could give."""
    row = {"type_id": type_id, "worker_id": "AWORKER", "granted": NOON, "status": "Granted"}
    with market.service.begin_write(ME) as transaction:
        transaction.connection.execute(qualifications.insert(), {**row, **columns})


def needs(type_id, comparator, integers=None, locales=None, **more):
    values = {"IntegerValues": integers} if integers else {}
    values |= {"LocaleValues": locales} if locales else {}
    return [{"QualificationTypeId": type_id, "Comparator": comparator, **values, **more}]


def may_accept(market, worker, requirements):
    hit_id = make(market, QualificationRequirements=requirements)
    assert open_hits(worker)[-1] == hit_id
    try:
        told = refusal(worker.accept, hit_id)
    except pytest.fail.Exception:
        return True
    assert told.startswith("DoesNotMeetRequirements: ")
    return False


def test_a_worker_does_a_hit(market, worker):
    hit_id = make(market)
    [found] = worker.list_open_hits({})["HITs"]
    assert found == market("GetHIT", HITId=hit_id)["HIT"]
    accepted = worker.accept(hit_id)
    assert accepted == {
        "AssignmentId": accepted["AssignmentId"],
        "HITId": hit_id,
        "WorkerId": "AWORKER",
        "AcceptTime": NOON,
        "Deadline": NOON + timedelta(minutes=10),
    }
    assert shown(market, hit_id) == ("Unassignable", 0, 1, 0)
    market.clock.move(minutes=9)
    submitted = worker.submit(accepted["AssignmentId"], ANSWERS)
    assert submitted == {
        "AssignmentId": accepted["AssignmentId"],
        "HITId": hit_id,
        "WorkerId": "AWORKER",
        "SubmitTime": NOON + timedelta(minutes=9),
        "AutoApprovalTime": NOON + timedelta(minutes=69),
    }
    assert shown(market, hit_id) == ("Reviewable", 0, 0, 0)
    assert open_hits(worker) == []


def test_every_accounts_open_hits_are_found(market, worker):
    first, second, third = make(market), make(market, OTHER), make(market, MaxAssignments=2)
    full, ended = make(market), make(market, LifetimeInSeconds=60)
    accept(market, full, "AOTHER")
    market.clock.move(seconds=60)
    assert open_hits(worker) == [first, second, third]
    assert shown(market, ended)[0] == "Reviewable"
    accept(market, third)
    assert open_hits(worker) == [first, second]
    page = worker.list_open_hits({"MaxResults": 1})
    assert [hit["HITId"] for hit in page["HITs"]] == [first]
    assert open_hits(worker, NextToken=page["NextToken"]) == [second]


def test_what_was_given_up_is_open_again(market, worker):
    hit_id = make(market)
    worker.return_assignment(worker.accept(hit_id)["AssignmentId"])
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)
    worker.accept(hit_id)
    market.clock.move(minutes=10)
    assert open_hits(worker) == [hit_id]
    assert submit_work(market, hit_id)


def test_a_hit_is_done_once_by_a_worker(market, worker):
    hit_id = make(market, MaxAssignments=3)
    assignment_id = worker.accept(hit_id)["AssignmentId"]
    once = (
        "ExceedsMaxAssignmentsPerWorker: "
        "This worker has already accepted an assignment of this HIT."
    )
    assert refusal(worker.accept, hit_id) == once
    worker.submit(assignment_id, ANSWERS)
    assert refusal(worker.accept, hit_id) == once


def test_a_hit_that_is_not_on_offer_cannot_be_accepted(market, worker):
    hit_id = make(market)
    accept(market, hit_id, "AOTHER")
    can = "This operation can be called with a status of: Assignable"
    assert refusal(worker.accept, hit_id) == (
        f"InvalidHITState: This HIT is currently in the state 'Unassignable'.  {can}"
    )
    market.clock.move(days=1)
    assert refusal(worker.accept, hit_id) == (
        f"InvalidHITState: This HIT is currently in the state 'Reviewable'.  {can}"
    )
    assert refusal(worker.accept, "3X") == "HITDoesNotExist: Hit 3X does not exist."


def test_a_blocked_worker_neither_sees_nor_accepts(market, worker):
    blocked, free = make(market), make(market, OTHER)
    submit_work(market, make(market))
    market("CreateWorkerBlock", WorkerId="AWORKER", Reason="R")
    assert open_hits(worker) == [free]
    assert refusal(worker.accept, blocked) == (
        "PermissionDenied: This user is not authorized to perform the requested operation."
    )
    market("DeleteWorkerBlock", WorkerId="AWORKER")
    assert worker.accept(blocked)


@pytest.mark.parametrize("act", ["submit", "return_assignment"])
def test_only_ones_own_accepted_assignment_goes_on(market, worker, act):
    hit_id = make(market, MaxAssignments=2)
    theirs, mine = accept(market, hit_id, "AOTHER"), worker.accept(hit_id)["AssignmentId"]
    given = (ANSWERS,) if act == "submit" else ()
    for each in ("3X", theirs):
        assert refusal(getattr(worker, act), each, *given) == (
            f"AssignmentDoesNotExist: Assignment {each} does not exist."
        )
    getattr(worker, act)(mine, *given)
    assert refusal(getattr(worker, act), mine, *given) == (
        "InvalidAssignmentState: This operation can be called with a status of: Accepted"
    )


def test_it_is_too_late_after_the_deadline(market, worker):
    hit_id = make(market)
    assignment_id = worker.accept(hit_id)["AssignmentId"]
    market.clock.move(minutes=10)
    assert refusal(worker.submit, assignment_id, ANSWERS) == (
        "InvalidAssignmentState: This operation can be called with a status of: Accepted"
    )
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)


def test_answers_are_a_document_that_fits_the_question(market, worker):
    assignment_id = worker.accept(make(market, Question=TEST))["AssignmentId"]
    told = refusal(worker.submit, assignment_id, "<QuestionFormAnswers>")
    assert told.startswith("XMLParseError: There was an error parsing the XML question or answer")
    told = refusal(worker.submit, assignment_id, answers("red"))
    assert told.startswith("InvalidParameterValue: The answers do not fit the question: ")
    assert worker.submit(assignment_id, answers("blue"))


@pytest.mark.parametrize(
    ("comparator", "values", "fit"),
    [
        ("LessThan", [51], True),
        ("LessThan", [50], False),
        ("LessThanOrEqualTo", [50], True),
        ("LessThanOrEqualTo", [49], False),
        ("GreaterThan", [49], True),
        ("GreaterThan", [50], False),
        ("GreaterThanOrEqualTo", [50], True),
        ("GreaterThanOrEqualTo", [51], False),
        ("EqualTo", [50], True),
        ("EqualTo", [51], False),
        ("NotEqualTo", [51], True),
        ("NotEqualTo", [50], False),
        ("In", [1, 50], True),
        ("In", [1, 2], False),
        ("NotIn", [1, 2], True),
        ("NotIn", [1, 50], False),
        ("Exists", None, True),
        ("DoesNotExist", None, False),
    ],
)
def test_what_a_worker_holds_is_compared(market, worker, comparator, values, fit):
    type_id = sky(market)
    given = {"QualificationTypeId": type_id, "WorkerId": "AWORKER"}
    requirements = needs(type_id, comparator, values)
    # Who holds nothing meets only that.
    assert may_accept(market, worker, requirements) == (comparator == "DoesNotExist")
    market("AssociateQualificationWithWorker", **given, IntegerValue=50)
    assert may_accept(market, worker, requirements) is fit
    market("DisassociateQualificationFromWorker", **given)
    assert may_accept(market, worker, requirements) == (comparator == "DoesNotExist")


@pytest.mark.parametrize(
    ("comparator", "places", "fit"),
    [
        ("EqualTo", [{"Country": "US"}], True),
        ("EqualTo", [{"Country": "US", "Subdivision": "CA"}], True),
        ("EqualTo", [{"Country": "US", "Subdivision": "NY"}], False),
        ("NotEqualTo", [{"Country": "US"}], False),
        ("NotEqualTo", [{"Country": "CA"}], True),
        ("In", [{"Country": "CA"}, {"Country": "US"}], True),
        ("NotIn", [{"Country": "CA"}, {"Country": "US", "Subdivision": "NY"}], True),
        ("NotIn", [{"Country": "US"}], False),
    ],
)
def test_where_a_worker_lives_is_compared(market, worker, comparator, places, fit):
    requirements = needs(LOCALE, comparator, locales=places)
    assert may_accept(market, worker, requirements) is False
    hold(market, LOCALE, country="US", subdivision="CA")
    assert may_accept(market, worker, requirements) is fit


def test_the_record_of_all_requesters_counts(market, worker):
    assert may_accept(market, worker, needs(PERCENT_APPROVED, "EqualTo", [100]))
    assert may_accept(market, worker, needs(NUMBER_APPROVED, "EqualTo", [0]))
    done = [submit_work(market, make(market, account), "AWORKER") for account in (ME, OTHER, ME)]
    market("ApproveAssignment", AssignmentId=done[0])
    market("RejectAssignment", AssignmentId=done[2], RequesterFeedback="No.")
    assert may_accept(market, worker, needs(NUMBER_APPROVED, "EqualTo", [1]))
    assert may_accept(market, worker, needs(PERCENT_APPROVED, "EqualTo", [50]))
    # The other requester's approves itself, before anybody looks.
    market.clock.move(hours=1)
    assert may_accept(market, worker, needs(NUMBER_APPROVED, "EqualTo", [2]))
    assert may_accept(market, worker, needs(PERCENT_APPROVED, "EqualTo", [66]))


def test_a_record_can_be_given(market, worker):
    hold(market, NUMBER_APPROVED, value=5000)
    assert may_accept(market, worker, needs(NUMBER_APPROVED, "GreaterThan", [4999]))
    assert not may_accept(market, worker, needs(ADULT, "EqualTo", [1]))


def test_some_requirements_hide_the_hit(market, worker):
    hidden = make(
        market,
        QualificationRequirements=needs(
            ADULT, "EqualTo", [1], ActionsGuarded="DiscoverPreviewAndAccept"
        ),
    )
    seen = make(
        market,
        QualificationRequirements=needs(ADULT, "EqualTo", [1], ActionsGuarded="PreviewAndAccept"),
    )
    assert open_hits(worker) == [seen]
    hold(market, ADULT, value=1)
    assert open_hits(worker) == [hidden, seen]


def test_a_refused_worker_changes_nothing(market, worker):
    hit_id = make(market, QualificationRequirements=needs(ADULT, "EqualTo", [1]))
    refusal(worker.accept, hit_id)
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)
    assert money(market) == ("9999.40", "0.60")
