"""People who are stopped: they do not come in, and their work is returned."""

import pytest
from support.market import OTHER
from support.work import accept, make, shown, submit_work

from adapter.marketplace import PersonStoppedError
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker

WORKER = "AWORKER"


@pytest.fixture
def people(market):
    return People(market.service)


def test_a_stopped_person_does_not_come_in_until_they_are_let_in(market, people):
    first = people.sign_in(WORKER, "Ann")
    people.stop(WORKER)
    market.clock.move(hours=1)
    people.stop(WORKER)
    with pytest.raises(PersonStoppedError):
        people.sign_in(WORKER)
    found = people.find(WORKER)
    assert (found.stopped, found.epoch) == (market.clock.now.replace(hour=12), first.epoch + 2)
    people.allow(WORKER)
    assert people.sign_in(WORKER).stopped is None


def test_work_in_progress_is_returned_and_submitted_work_stays(market, people):
    people.sign_in(WORKER)
    submitted = submit_work(market, make(market), WORKER)
    for account in ("AKIDME", OTHER):
        accept(market, make(market, account), WORKER)
    people.stop(WORKER)
    worker = Worker(market.service, WORKER)
    assert worker.list_queue() == []
    assert [each.id for each in worker.list_submitted()] == [submitted]


def test_the_hit_of_returned_work_is_on_offer_again(market, people):
    people.sign_in(WORKER)
    hit_id = make(market)
    accept(market, hit_id, WORKER)
    people.stop(WORKER)
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)
