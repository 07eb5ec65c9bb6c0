from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support.flat import flat

from adapter.errors import OperationError, RefusedError, UnavailableError
from adapter.mapping.converters import write_double
from adapter.model import CheckedCall, RequestContext
from adapter.queries import Walk
from adapter.translation.handlers import HANDLERS
from adapter.translation.handlers.counted_statistics import (
    COUNTED_OF_REQUESTER,
    COUNTED_OF_WORKER,
)
from adapter.translation.handlers.statistic_table import REQUESTER, UNSUPPORTED, WORKER

MAPPINGS = Path(__file__).parents[3] / "mappings"
PERIODS = ("OneDay", "SevenDays", "ThirtyDays", "LifeToDate")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = datetime(2026, 11, 21, 8, tzinfo=UTC)  # midnight in the Pacific time zone, in winter
DAY = timedelta(days=1)
HITS = Walk("ListHITs", {}, "HITs", "HITId")
HIT_DOES_NOT_EXIST = "AWS.MechanicalTurk.HITDoesNotExist"


def mapping(operation):
    path = MAPPINGS / f"{operation}.yaml"
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def statistics(operation):
    parameters = {each["name"]: each for each in mapping(operation)["request"]}
    return parameters["Statistic"]["of"]


def talk_about(statistic, period, handler="requester_statistic", now=NOW, **values):
    values |= {"Statistic": statistic, "TimePeriod": period}
    return flat(HANDLERS[handler](CheckedCall(values, RequestContext(now, "0"), {})))


def hit(name, **members):
    known = {"HITStatus": "Assignable", "Reward": "0.10", "MaxAssignments": 5}
    known |= {"CreationTime": NOW - 3 * DAY, "Expiration": NOW + DAY}
    numbers = {"Available": 2, "Pending": 0, "Completed": 3}
    known |= {f"NumberOfAssignments{each}": number for each, number in numbers.items()}
    return {"HITId": name, **known, **members}


def assignment(name, status, when, worker="W"):
    time = {"Approved": "ApprovalTime", "Rejected": "RejectionTime"}.get(status, "SubmitTime")
    return {"AssignmentId": name, "WorkerId": worker, "AssignmentStatus": status, time: when}


def bonus(amount, when):
    return {"AssignmentId": "A", "WorkerId": "W", "BonusAmount": amount, "GrantTime": when}


def assignments_of(name, *statuses):
    params = {"HITId": name, "AssignmentStatuses": list(statuses)}
    return Walk("ListAssignmentsForHIT", params, "Assignments", "AssignmentId")


def held(talk, lists):
    """The statistic, and the walks asked for, with each answered by its HITId or `HITs`."""
    asked = [next(talk)]
    try:
        while True:
            asked.append(talk.send(lists[asked[-1].params.get("HITId", "HITs")]))
    except StopIteration as end:
        return end.value["statistic"], asked


def values(talk, lists):
    points = held(talk, lists)[0]["DataPoints"]
    return [value for point in points for name, value in point.items() if name != "Date"]


def refusal(talk):
    with pytest.raises(OperationError) as refused:
        next(talk)
    (problem,) = refused.value.problems
    assert problem.code == "AWS.MechanicalTurk.InvalidParameterValue"
    return problem.message


def test_every_statistic_of_the_schema_is_either_recounted_or_refused():
    names = statistics("GetRequesterStatistic")
    assert sorted(names) == sorted({**REQUESTER, **UNSUPPORTED})
    assert not set(REQUESTER) & set(UNSUPPORTED)
    assert statistics("GetRequesterWorkerStatistic") == names


def test_the_losses_name_each_statistic_of_the_requester():
    told = str(mapping("GetRequesterStatistic")["losses"])
    unnamed = [name for name in {**REQUESTER, **UNSUPPORTED} if name not in told]
    assert unnamed == [name for name in UNSUPPORTED if "Answers" in name]  # told as one kind


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("statistic", [*REQUESTER, *UNSUPPORTED])
@pytest.mark.parametrize(
    ("handler", "operation", "table"),
    [
        ("requester_statistic", "GetRequesterStatistic", REQUESTER),
        ("requester_worker_statistic", "GetRequesterWorkerStatistic", WORKER),
    ],
)
def test_each_answers_by_its_own_type_or_is_refused_by_name(
    handler, operation, table, statistic, period
):
    talk = talk_about(statistic, period, handler, WorkerId="W")
    if statistic in table and period in table[statistic].periods.supported:
        told, asked = held(talk, {"HITs": [hit("H")], "H": []})
        (point,) = told["DataPoints"]
        member = COUNTED_OF_REQUESTER[statistic].member
        assert type(point[member]) is {"LongValue": int, "DoubleValue": float}[member]
        assert point["Date"] == TODAY
        assert {each.operation for each in asked} <= set(mapping(operation)["reads"])
        return
    wrong = ("TimePeriod", period) if statistic in table else ("Statistic", statistic)
    message = refusal(talk)
    assert message.startswith(f'The value "{wrong[1]}" is not valid for the parameter {wrong[0]}. ')
    assert len(message) > 100


def test_doubles_are_those_of_the_reference():
    money = {"EstimatedRewardLiability", "TotalRewardPayout", "TotalBonusPayout"}
    share = {"PercentAssignmentsApproved", "PercentAssignmentsRejected"}
    doubles = {name for name in REQUESTER if COUNTED_OF_REQUESTER[name].member == "DoubleValue"}
    assert doubles == money | share


def test_every_statistic_of_the_schema_can_be_counted():
    assert set(COUNTED_OF_REQUESTER) == set(statistics("GetRequesterStatistic"))
    documented = {name for name in UNSUPPORTED if "Answers" in name} | set(WORKER)
    assert set(COUNTED_OF_WORKER) == documented


def test_what_is_none_of_a_workers_work_points_to_the_other_operation():
    talk = talk_about("NumberHITsCreated", "OneDay", "requester_worker_statistic", WorkerId="W")
    assert refusal(talk).endswith("Use GetRequesterStatistic.")


def test_hits_are_counted_by_status():
    hits = [hit("A"), hit("B", HITStatus="Reviewable"), hit("C")]
    assert values(talk_about("NumberHITsAssignable", "LifeToDate"), {"HITs": hits}) == [2]
    assert values(talk_about("NumberHITsReviewable", "LifeToDate"), {"HITs": hits}) == [1]


def test_only_open_hits_can_be_accepted():
    hits = [hit("A"), hit("B", Expiration=NOW), hit("C", HITStatus="Unassignable"), hit("D")]
    assert values(talk_about("NumberAssignmentsAvailable", "LifeToDate"), {"HITs": hits}) == [4]


def test_submitted_work_is_read_of_hits_that_can_have_any():
    free = hit("F", NumberOfAssignmentsAvailable=3, NumberOfAssignmentsPending=2)
    lists = {"HITs": [hit("A"), free, hit("B")], "A": [{"AssignmentId": "1"}], "B": []}
    told, asked = held(talk_about("NumberAssignmentsPending", "LifeToDate"), lists)
    assert asked == [HITS, assignments_of("A", "Submitted"), assignments_of("B", "Submitted")]
    assert told["DataPoints"] == [{"Date": TODAY, "LongValue": 1}]


def test_rewards_are_owed_for_free_working_and_submitted_places():
    expired = hit("E", Expiration=NOW - DAY, NumberOfAssignmentsPending=1)
    lists = {"HITs": [hit("A"), expired], "A": [{}, {}], "E": [{}]}
    talk = talk_about("EstimatedRewardLiability", "LifeToDate")
    assert values(talk, lists) == [0.6]  # (2 free + 2 submitted) + (1 working + 1 submitted)


def test_created_hits_fall_into_pacific_days_oldest_first():
    times = [TODAY, TODAY - timedelta(seconds=1), TODAY - DAY, TODAY - 2 * DAY, TODAY - 9 * DAY]
    hits = [hit(str(number), CreationTime=each) for number, each in enumerate(times)]
    told, asked = held(talk_about("NumberHITsCreated", "OneDay", Count=3), {"HITs": hits})
    assert asked == [HITS]
    assert [(each["Date"], each["LongValue"]) for each in told["DataPoints"]] == [
        (TODAY - 2 * DAY, 1),
        (TODAY - DAY, 2),
        (TODAY, 1),
    ]


@pytest.mark.parametrize(("period", "days"), [("SevenDays", 7), ("ThirtyDays", 30)])
def test_several_days_are_one_point_that_today_belongs_to(period, days):
    first = TODAY - (days - 1) * DAY
    first += timedelta(hours=-1 if first < datetime(2026, 11, 1, 9, tzinfo=UTC) else 0)
    hits = [hit("A", CreationTime=first), hit("B", CreationTime=first - timedelta(seconds=1))]
    told, _ = held(talk_about("NumberHITsCreated", period, Count=1000), {"HITs": hits})
    assert told == {
        "Statistic": "NumberHITsCreated",
        "TimePeriod": period,
        "DataPoints": [{"Date": TODAY, "LongValue": 1}],
    }


def test_days_follow_daylight_saving_time():
    now = datetime(2026, 11, 2, 7, 59, tzinfo=UTC)  # still the first of November there
    told, _ = held(talk_about("NumberHITsCreated", "OneDay", now=now, Count=2), {"HITs": []})
    midnights = [datetime(2026, 10, 31, 7, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC)]
    assert [each["Date"] for each in told["DataPoints"]] == midnights


def test_days_older_than_every_hit_are_refused():
    told, _ = held(talk_about("NumberHITsCreated", "OneDay", Count=120), {"HITs": []})
    assert len(told["DataPoints"]) == 120
    message = refusal(talk_about("NumberHITsCreated", "OneDay", Count=121))
    assert message.startswith('The value "121" is not valid for the parameter Count. ')


DECISIONS = {
    "HITs": [hit("A"), hit("None", NumberOfAssignmentsCompleted=0), hit("B", Reward="0.05")],
    "A": [
        assignment("1", "Approved", NOW),
        assignment("2", "Rejected", NOW - 2 * DAY, "V"),
        assignment("3", "Approved", NOW - 40 * DAY),
        assignment("4", "Submitted", NOW),
    ],
    "B": [assignment("5", "Approved", NOW - 3 * DAY, "V"), assignment("6", "Approved", NOW, "V")],
}


@pytest.mark.parametrize(
    ("statistic", "period", "value", "statuses"),
    [
        ("NumberAssignmentsApproved", "OneDay", 2, ["Approved"]),
        ("NumberAssignmentsApproved", "SevenDays", 3, ["Approved"]),
        ("NumberAssignmentsRejected", "SevenDays", 1, ["Rejected"]),
        ("PercentAssignmentsApproved", "ThirtyDays", 0.75, ["Approved", "Rejected"]),
        ("PercentAssignmentsRejected", "ThirtyDays", 0.25, ["Approved", "Rejected"]),
        ("TotalRewardPayout", "ThirtyDays", 0.2, ["Approved"]),
    ],
)
def test_decided_work_is_read_of_hits_that_have_any(statistic, period, value, statuses):
    asked = held(talk_about(statistic, period), DECISIONS)[1]
    assert asked == [HITS, assignments_of("A", *statuses), assignments_of("B", *statuses)]
    assert values(talk_about(statistic, period), DECISIONS) == [value]


@pytest.mark.parametrize(
    ("statistic", "value"),
    [
        ("NumberAssignmentsApproved", 2),
        ("NumberAssignmentsRejected", 1),
        ("PercentAssignmentsApproved", 2 / 3),
        ("PercentAssignmentsRejected", 1 / 3),
    ],
)
def test_of_one_worker_only_the_own_work_counts(statistic, value):
    talk = talk_about(statistic, "SevenDays", "requester_worker_statistic", WorkerId="V")
    told, _ = held(talk, DECISIONS)
    (point,) = told["DataPoints"]
    assert list(point.values())[1] == pytest.approx(value)
    assert told["WorkerId"] == "V"


def test_a_share_of_nothing_is_nought():
    talk = talk_about("PercentAssignmentsApproved", "SevenDays")
    assert values(talk, {"HITs": []}) == [0.0]


def test_bonuses_are_read_of_every_hit_and_told_apart_by_nothing():
    open_hit = hit("A", NumberOfAssignmentsAvailable=5, NumberOfAssignmentsCompleted=0)
    twice = [bonus("1.10", NOW), bonus("1.10", NOW), bonus("5.00", NOW - 8 * DAY)]
    lists = {"HITs": [open_hit, hit("B")], "A": twice, "B": [bonus("0.01", NOW - 2 * DAY)]}
    told, asked = held(talk_about("TotalBonusPayout", "SevenDays"), lists)
    assert asked[1:] == [
        Walk("ListBonusPayments", {"HITId": name}, "BonusPayments", None) for name in "AB"
    ]
    assert told["DataPoints"] == [{"Date": TODAY, "DoubleValue": 2.21}]


def test_a_hit_deleted_after_it_was_listed_is_left_out():
    talk = talk_about("NumberAssignmentsApproved", "OneDay")
    next(talk)
    talk.send([hit("A"), hit("B")])
    assert talk.throw(RefusedError(HIT_DOES_NOT_EXIST, "gone")) == assignments_of("B", "Approved")
    with pytest.raises(StopIteration) as end:
        talk.send([assignment("1", "Approved", NOW)])
    assert end.value.value["statistic"]["DataPoints"][0]["LongValue"] == 1


def test_any_other_refusal_comes_out():
    talk = talk_about("TotalBonusPayout", "OneDay")
    next(talk)
    talk.send([hit("A")])
    with pytest.raises(RefusedError, match="other"):
        talk.throw(RefusedError("AWS.MechanicalTurk.PermissionDenied", "other"))


@pytest.mark.parametrize(
    ("statistic", "lists", "named"),
    [
        ("NumberHITsCreated", {"HITs": [{"HITId": "A"}]}, "CreationTime"),
        ("TotalRewardPayout", {**DECISIONS, "HITs": [hit("A", Reward="much")]}, "Reward"),
        ("TotalRewardPayout", {**DECISIONS, "HITs": [hit("A", Reward="NaN")]}, "Reward"),
        (
            "NumberAssignmentsApproved",
            {"HITs": [hit("A")], "A": [{"AssignmentStatus": "Approved"}]},
            "ApprovalTime",
        ),
    ],
)
def test_what_cannot_be_counted_is_the_upstreams_fault(statistic, lists, named):
    with pytest.raises(UnavailableError, match=named):
        held(talk_about(statistic, "SevenDays"), lists)


def test_a_double_is_written_as_one_and_nothing_else_is():
    assert [write_double(each) for each in (0.5, 281.0, 0.0)] == ["0.5", "281.0", "0.0"]
    with pytest.raises(TypeError):
        write_double(281)
