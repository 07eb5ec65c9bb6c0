"""People who arrive by recruiting links, what they may do, and how their visits end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from support.market import ME, NOON, OTHER, error_text
from support.recruiting import add_link, arrive, arrived, do_task, find
from support.work import make, refusal

from adapter.marketplace import PersonStoppedError, RefusedCallError
from adapter.marketplace.links import LinkClosedError, Links
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker


def outlook(market, arrival):
    return Links(market.service).look_ahead(find(market, arrival.serial))


def finish(market, arrival):
    return Links(market.service).finish(find(market, arrival.serial))


def group_of(market, hit_id, account=ME):
    return market("GetHIT", account, HITId=hit_id)["HIT"]["HITGroupId"]


def make_type(market, **more):
    given = {"Name": "Owls", "Description": "D", "QualificationTypeStatus": "Active", **more}
    return market("CreateQualificationType", **given)["QualificationType"]["QualificationTypeId"]


def needs(type_id, guarded="Accept"):
    wanted = {"QualificationTypeId": type_id, "Comparator": "Exists", "ActionsGuarded": guarded}
    return {"QualificationRequirements": [wanted]}


# Who somebody is


def test_the_same_participant_is_the_same_arrival_and_worker(market):
    link = add_link(market)
    first = arrive(market, link, "5f1c", SESSION_ID="1")
    again = arrive(market, link, "5f1c", SESSION_ID="2")
    assert (again.serial, again.worker_id) == (first.serial, first.worker_id)
    assert again.parameters == {"SESSION_ID": "2"}
    assert "5f1c" not in again.worker_id
    person = People(market.service).find(first.worker_id)
    assert (person.name, person.account) == (None, ME)


def test_a_participant_is_one_worker_in_every_study_of_a_platform(market):
    first, second = (arrive(market, add_link(market, OTHER)) for _ in range(2))
    assert first.worker_id == second.worker_id
    assert first.serial != second.serial


def test_the_same_id_on_two_platforms_is_two_workers(market):
    back = {"completed": "https://lab.sona-systems.com/?survey_code={id}"}
    sona = add_link(market, preset="sona", back_urls=back)
    assert arrive(market, add_link(market)).worker_id != arrive(market, sona).worker_id


# Who may arrive


def test_nobody_new_arrives_by_a_link_that_is_not_open_and_who_came_returns(market):
    link = add_link(market, opens=NOON + timedelta(hours=1), ends=NOON + timedelta(hours=2))
    with pytest.raises(LinkClosedError, match="not open"):
        arrive(market, link)
    market.clock.move(hours=1)
    came = arrive(market, link, "early")
    market.clock.move(hours=1)
    with pytest.raises(LinkClosedError, match="ended"):
        arrive(market, link, "late")
    stopped = Links(market.service).stop(ME, link.id)
    with pytest.raises(LinkClosedError, match="stopped"):
        arrive(market, stopped, "late")
    assert arrive(market, stopped, "early").serial == came.serial
    assert People(market.service).find(Links(market.service).derive_worker_id(link, "late")) is None


def test_a_stopped_person_does_not_arrive(market):
    link = add_link(market)
    came = arrive(market, link)
    People(market.service).stop(came.worker_id)
    with pytest.raises(PersonStoppedError):
        arrive(market, add_link(market))


def test_a_link_is_stopped_by_its_account_only(market):
    link = add_link(market)
    text = refusal(Links(market.service).stop, OTHER, link.id)
    assert text == f"LinkDoesNotExist: Link {link.id} does not exist."


# What they may do


def test_no_more_than_the_most_tasks_are_accepted(market):
    hits = [make(market) for _ in range(3)]
    arrival = arrive(market, add_link(market, most_tasks=2))
    do_task(market, arrival, hits[0])
    held = arrived(market, arrival).accept(hits[1])["AssignmentId"]
    text = "Your study has 2 tasks for each participant, and you have them all."
    says = f"StudyHasNoMoreTasks: {text}"
    assert refusal(arrived(market, arrival).accept, hits[2]) == says
    now = find(market, arrival.serial)
    assert (now.submitted, now.in_work, now.left) == (1, 1, 0)
    arrived(market, arrival).return_assignment(held)
    assert find(market, arrival.serial).left == 1
    do_task(market, arrival, hits[2])
    says = "StudyFinished: You have finished this study."
    assert refusal(arrived(market, arrival).accept, hits[1]) == says


def test_two_windows_that_accept_at_once_accept_no_more(market):
    hits = [make(market) for _ in range(12)]
    arrival = arrive(market, add_link(market, most_tasks=3))

    def accept(hit_id):
        try:
            return arrived(market, arrival).accept(hit_id)["AssignmentId"]
        except RefusedCallError as error:
            return error_text(error).partition(":")[0]

    with ThreadPoolExecutor(12) as pool:
        found = [*pool.map(accept, hits)]
    assert found.count("StudyHasNoMoreTasks") == 9
    assert find(market, arrival.serial).in_work == 3


def test_work_of_others_is_not_part_of_a_study(market):
    mine, other = make(market), make(market, Title="Another")
    theirs = make(market, OTHER)
    arrival = arrive(market, add_link(market, group_id=group_of(market, mine)))
    for each in (other, theirs):
        says = "NotInStudy: This task is not part of your study."
        assert refusal(arrived(market, arrival).accept, each) == says
    arrived(market, arrival).accept_next(group_of(market, mine))
    assert find(market, arrival.serial).in_work == 1


def test_an_arrival_counts_what_was_accepted_in_it_only(market):
    hits = [make(market) for _ in range(2)]
    first, second = (arrive(market, add_link(market, most_tasks=1)) for _ in range(2))
    do_task(market, first, hits[0])
    assert find(market, second.serial).left == 1
    do_task(market, second, hits[1])
    assert [find(market, each.serial).submitted for each in (first, second)] == [1, 1]


def test_somebody_elses_arrival_is_of_no_use(market):
    hit_id = make(market)
    first, second = (arrive(market, add_link(market), each) for each in ("5f1c", "6a2d"))
    worker = Worker(market.service, first.worker_id, arrival=second.serial)
    assert refusal(worker.accept, hit_id).startswith("NotInStudy")


# How visits end


def test_all_tasks_are_completed_work(market):
    hits = [make(market) for _ in range(2)]
    arrival = arrive(market, add_link(market, most_tasks=2))
    assert outlook(market, arrival).can_work
    assert finish(market, arrival) is None
    do_task(market, arrival, hits[0])
    now = outlook(market, arrival)
    assert (now.outcome, now.can_work) == ("partial", True)
    do_task(market, arrival, hits[1])
    now = outlook(market, arrival)
    assert (now.outcome, now.can_work) == ("completed", False)
    assert (now.arrival.outcome, now.arrival.finished) == ("completed", NOON)
    market.clock.move(hours=1)
    assert finish(market, arrival) == "completed"
    assert find(market, arrival.serial).finished == NOON


def test_any_task_is_completed_work_where_there_is_no_number(market):
    hits = [make(market) for _ in range(2)]
    arrival = arrive(market, add_link(market))
    do_task(market, arrival, hits[0])
    now = outlook(market, arrival)
    assert (now.outcome, now.can_work) == ("completed", True)


def test_who_is_sent_back_stays_finished(market):
    hits = [make(market) for _ in range(2)]
    link = add_link(market, most_tasks=2)
    arrival = arrive(market, link)
    do_task(market, arrival, hits[0])
    assert finish(market, arrival) == "partial"
    again = arrive(market, link)
    assert again.outcome == "partial"
    assert refusal(arrived(market, again).accept, hits[1]) == (
        "StudyFinished: You have finished this study."
    )


def test_who_was_sent_nowhere_goes_on(market):
    link = add_link(market, preset="class", codes={})
    arrival = arrive(market, link)
    assert finish(market, arrival) == "none_left"
    make(market)
    again = arrive(market, link)
    assert (again.serial, again.outcome) == (arrival.serial, None)
    assert outlook(market, again).can_work


def test_nothing_is_left(market):
    hit_id = make(market, MaxAssignments=1)
    first, second = (arrive(market, add_link(market), each) for each in ("5f1c", "6a2d"))
    held = arrived(market, first).accept(hit_id)
    assert outlook(market, first).in_work == held["AssignmentId"]
    assert outlook(market, second).outcome == "none_left"
    market.clock.move(seconds=601)
    assert outlook(market, first).in_work is None
    assert outlook(market, second).can_work


def test_part_of_the_work_is_not_nothing(market):
    arrival = arrive(market, add_link(market, most_tasks=2))
    do_task(market, arrival, make(market))
    now = outlook(market, arrival)
    assert (now.outcome, now.can_work) == ("partial", False)


@pytest.mark.parametrize("guarded", ["Accept", "PreviewAndAccept", "DiscoverPreviewAndAccept"])
def test_a_qualification_that_nobody_can_request_turns_people_away(market, guarded):
    type_id = make_type(market)
    make(market, **needs(type_id, guarded))
    inactive = {"QualificationTypeStatus": "Inactive"}
    market("UpdateQualificationType", QualificationTypeId=type_id, **inactive)
    now = outlook(market, arrive(market, add_link(market)))
    assert (now.outcome, now.can_work) == ("turned_away", False)


def test_a_qualification_that_can_be_requested_turns_nobody_away(market):
    type_id = make_type(market)
    make(market, **needs(type_id))
    arrival = arrive(market, add_link(market))
    assert outlook(market, arrival).can_work
    arrived(market, arrival).request_qualification(type_id)
    assert outlook(market, arrival).can_work
    [request] = market("ListQualificationRequests")["QualificationRequests"]
    ids = {"QualificationRequestId": request["QualificationRequestId"]}
    market("RejectQualificationRequest", **ids)
    assert outlook(market, arrival).outcome == "turned_away"


def test_a_blocked_worker_is_turned_away(market):
    make(market)
    arrival = arrive(market, add_link(market))
    market("CreateWorkerBlock", WorkerId=arrival.worker_id, Reason="R")
    assert outlook(market, arrival).outcome == "turned_away"


def test_the_list_counts_who_came_by_outcome(market):
    first, second = (add_link(market, name=each, most_tasks=2) for each in ("a", "b"))
    add_link(market, OTHER)
    for external_id in ("1", "2"):
        arrival = arrive(market, first, external_id)
        do_task(market, arrival, make(market))
    finish(market, arrival)
    found = Links(market.service).list_all(ME)
    assert [(link.name, dict(counts)) for link, counts in found] == [
        ("b", {}),
        ("a", {None: 1, "partial": 1}),
    ]
    arrivals = Links(market.service).list_arrivals(ME, first.id)
    assert [(each.external_id, each.outcome) for each in arrivals] == [
        ("2", "partial"),
        ("1", None),
    ]
    assert refusal(Links(market.service).list_arrivals, ME, found[0][0].id[::-1])
    assert second.id == found[0][0].id
