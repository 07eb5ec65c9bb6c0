"""A process that is killed half way through recruiting leaves each step done, or not begun."""

from support.kills import run_killed
from support.market import ME
from support.recruiting import PROLIFIC, add_link, arrive, arrived, do_task, find
from support.work import ANSWERS, make

from adapter.marketplace.links import Links
from adapter.marketplace.people import People


def test_a_link_is_added_or_not(market):
    def look():
        return len(Links(market.service).list_all(ME))

    code = "Links(market).add(account, LinkSettings(**settings))"
    before, after = run_killed(market, look, code, account=ME, settings=PROLIFIC)
    assert len(before) > 2
    assert (set(before), after) == ({0}, 1)


def test_a_link_is_stopped_or_not(market):
    link = add_link(market)

    def look():
        return Links(market.service).find(link.id).stopped is not None

    code = "Links(market).stop(account, link)"
    before, after = run_killed(market, look, code, account=ME, link=link.id)
    assert len(before) > 2
    assert (set(before), after) == ({False}, True)


def test_a_participant_arrives_as_a_person_or_not_at_all(market):
    link = add_link(market)
    worker_id = Links(market.service).derive_worker_id(link, "5f1c")

    def look():
        arrivals = Links(market.service).list_arrivals(ME, link.id)
        return len(arrivals), People(market.service).find(worker_id) is not None

    code = "Links(market).arrive(Links(market).find(link), '5f1c', {})"
    before, after = run_killed(market, look, code, link=link.id)
    assert len(before) > 4
    assert (set(before), after) == ({(0, False)}, (1, True))


def test_a_task_of_a_study_is_accepted_and_counted_or_not(market):
    hit_id = make(market)
    arrival = arrive(market, add_link(market, most_tasks=1))

    def look():
        return find(market, arrival.serial).left, len(arrived(market, arrival).list_queue())

    code = "Worker(market, worker, arrival=arrival).accept(hit)"
    ids = {"worker": arrival.worker_id, "arrival": arrival.serial, "hit": hit_id}
    before, after = run_killed(market, look, code, **ids)
    assert len(before) > 5
    assert (set(before), after) == ({(1, 0)}, (0, 1))


def test_the_last_task_is_submitted_and_completes_the_visit_or_does_not(market):
    arrival = arrive(market, add_link(market, most_tasks=1))
    held = arrived(market, arrival).accept(make(market))["AssignmentId"]

    def look():
        now = find(market, arrival.serial)
        return now.outcome, now.submitted

    code = "submit_by_id(market, assignment, answers)"
    before, after = run_killed(market, look, code, assignment=held, answers=ANSWERS)
    assert len(before) > 5
    assert (set(before), after) == ({(None, 0)}, ("completed", 1))


def test_a_visit_is_finished_or_not(market):
    arrival = arrive(market, add_link(market, most_tasks=2))
    do_task(market, arrival, make(market))

    def look():
        now = find(market, arrival.serial)
        return now.outcome, now.finished is not None

    code = "Links(market).finish(Links(market).find_arrival(arrival))"
    before, after = run_killed(market, look, code, arrival=arrival.serial)
    assert len(before) > 5
    assert (set(before), after) == ({(None, False)}, ("partial", True))
