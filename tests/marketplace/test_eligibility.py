"""Which HITs a worker may accept, and why not."""

import pytest
from support.market import ME, OTHER
from support.work import accept, make, refusal, submit_work

from adapter.marketplace.storage.system_types import LOCALE, NUMBER_APPROVED
from adapter.marketplace.workers import Worker

TYPE = {"Description": "D", "QualificationTypeStatus": "Active"}
US, GB = {"Country": "US"}, {"Country": "GB"}
CALIFORNIA = {"Country": "US", "Subdivision": "CA"}


def reasons(market, country=None):
    """Why the worker may not accept each HIT, in the order of the HITs."""
    worker = Worker(market.service, "AWORKER", country)
    found = worker.list_all_hits({"MaxResults": 100})["HITs"]
    return [list(each.reasons) for each in worker.check_hits(found)]


def require(market, type_id, comparator, **values):
    return make(
        market,
        QualificationRequirements=[
            {"QualificationTypeId": type_id, "Comparator": comparator, **values}
        ],
    )


@pytest.fixture
def sky(market):
    created = market("CreateQualificationType", Name="Sky", **TYPE)
    return created["QualificationType"]["QualificationTypeId"]


@pytest.mark.parametrize(
    ("comparator", "values", "needed"),
    [
        ("LessThan", [50], "less than 50"),
        ("LessThanOrEqualTo", [49], "at most 49"),
        ("GreaterThan", [50], "more than 50"),
        ("GreaterThanOrEqualTo", [51], "at least 51"),
        ("EqualTo", [51], "51"),
        ("NotEqualTo", [50], "any but 50"),
        ("In", [1, 2], "one of 1, 2"),
        ("NotIn", [1, 50], "any but 1, 50"),
        ("DoesNotExist", None, "none"),
    ],
)
def test_an_unmet_requirement_shows_what_is_needed_and_owned(
    market, sky, comparator, values, needed
):
    market(
        "AssociateQualificationWithWorker",
        QualificationTypeId=sky,
        WorkerId="AWORKER",
        IntegerValue=50,
    )
    hit_id = require(market, sky, comparator, **({"IntegerValues": values} if values else {}))
    reason = f"Sky: needed {needed}, the worker has 50"
    assert reasons(market) == [[reason]]
    assert refusal(Worker(market.service, "AWORKER").accept, hit_id) == (
        f"DoesNotMeetRequirements: This worker does not meet the HIT's requirements. {reason}."
    )


def test_a_worker_without_a_qualification_has_none(market, sky):
    require(market, sky, "Exists")
    require(market, sky, "DoesNotExist")
    require(market, NUMBER_APPROVED, "GreaterThan", IntegerValues=[10])
    assert reasons(market) == [
        ["Sky: needed any, the worker has none"],
        [],
        ["Worker_NumberHITsApproved: needed more than 10, the worker has 0"],
    ]


def test_a_country_that_is_given_stands_in_the_stored_ones_place(market):
    require(market, LOCALE, "EqualTo", LocaleValues=[CALIFORNIA])
    require(market, LOCALE, "In", LocaleValues=[US, GB])
    hit_id = require(market, LOCALE, "NotEqualTo", LocaleValues=[US])
    place = "Worker_Locale: needed {}, the worker has {}"
    assert reasons(market)[2] == [place.format("any but US", "none")]
    assert reasons(market, "US-CA") == [[], [], [place.format("any but US", "US-CA")]]
    assert reasons(market, "DE") == [
        [place.format("US-CA", "DE")],
        [place.format("one of US, GB", "DE")],
        [],
    ]
    assert Worker(market.service, "AWORKER", "DE").accept(hit_id)
    assert refusal(Worker, market.service, "AWORKER", "Germany") == (
        'InvalidParameterValue: The value "Germany" is not valid for the parameter Country.'
    )


def test_hidden_hits_are_left_out_of_open_ones_unless_the_country_fits(market):
    guarded = {
        "QualificationTypeId": LOCALE,
        "Comparator": "EqualTo",
        "LocaleValues": [GB],
        "ActionsGuarded": "DiscoverPreviewAndAccept",
    }
    make(market, QualificationRequirements=[guarded])
    worker, british = (Worker(market.service, "AWORKER", country) for country in ("US", "GB"))
    assert worker.list_open_hits({})["HITs"] == []
    [checked] = worker.check_hits(british.list_open_hits({})["HITs"])
    assert checked.is_hidden
    assert [each.is_requestable for each in checked.unmet] == [False]


def test_other_obstacles_are_listed(market):
    blocked, full, own = make(market, OTHER), make(market), make(market)
    submit_work(market, make(market, MaxAssignments=2))
    make(market, LifetimeInSeconds=60)
    market("CreateWorkerBlock", OTHER, WorkerId="AWORKER", Reason="R")
    accept(market, full, "AOTHER")
    accept(market, own)
    market.clock.move(seconds=60)
    assert blocked
    assert reasons(market) == [
        ["its requester blocked the worker"],
        ["all its assignments are taken"],
        ["the worker has an assignment of it, which is Accepted"],
        ["the worker has an assignment of it, which is Submitted"],
        ["it has ended"],
    ]


def test_a_returned_assignment_is_no_obstacle(market):
    worker = Worker(market.service, "AWORKER")
    worker.return_assignment(worker.accept(make(market, ME))["AssignmentId"])
    assert reasons(market) == [[]]
