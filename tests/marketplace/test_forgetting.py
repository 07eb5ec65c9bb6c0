"""People who are forgotten: nothing says who they were, and their work and money stay."""

import pytest
from sqlalchemy import func, select
from support.market import ME
from support.personal_data import (
    NAME,
    PLATFORM_ID,
    SESSION,
    TRACES,
    bring,
    find_traces,
    read_files,
    read_rows,
)
from support.work import accept, make, money, shown, submit_work

from adapter.marketplace import RequestError
from adapter.marketplace.links import Links
from adapter.marketplace.people import People
from adapter.marketplace.storage.tables import arrivals, invitations
from adapter.marketplace.workers import Worker

WORKER = "AWORKER"
MANY = 40


@pytest.fixture
def records(market):
    return People(market.service)


def test_nothing_says_who_a_forgotten_person_was(market, records):
    worker, _ = bring(market)
    assert find_traces(read_rows(market)) == list(TRACES)
    records.forget(worker)
    assert find_traces(read_rows(market)) == []
    found = records.find(worker)
    assert (found.name, found.contact, found.label) == (None, None, None)
    assert found.forgotten == market.clock.now


def test_work_and_money_of_a_forgotten_person_stay(market, records):
    worker, assignment_id = bring(market)
    before = money(market)
    records.forget(worker)
    [work] = Worker(market.service, worker).list_submitted()
    assert (work.id, work.status, work.earned_cents) == (assignment_id, "Approved", 60)
    assert work.feedback == "Thank you, [deleted]!"
    assert work.bonuses == ((10, "Well done ([deleted])"),)
    assert money(market) == before
    with market.service.begin_read(ME) as transaction:
        assert transaction.execute(select(func.count(arrivals.c.serial))).scalar() == 1
        assert transaction.execute(select(func.count(invitations.c.serial))).scalar() == 0


def test_a_forgotten_persons_work_in_progress_is_returned(market, records):
    records.sign_in(WORKER)
    hit_id = make(market)
    accept(market, hit_id, WORKER)
    records.forget(WORKER)
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)


def test_what_was_written_to_others_stays(market, records):
    worker, _ = bring(market)
    other, _ = bring(market, 1)
    records.forget(worker)
    assert records.find(other).name == NAME
    [work] = Worker(market.service, other).list_submitted()
    assert work.feedback == "Thank you, Zebulon!"
    assert f"To {NAME}" in read_rows(market)


def test_who_arrives_again_is_the_same_worker_without_a_name(market, records):
    worker, _ = bring(market)
    records.forget(worker)
    links = Links(market.service)
    [(link, _)] = links.list_all(ME)
    person, serial = links.arrive(link, PLATFORM_ID, {"SESSION_ID": SESSION})
    assert (person.id, person.name, person.forgotten) == (worker, None, None)
    assert links.find_arrival(serial).external_id == PLATFORM_ID
    assert find_traces(read_rows(market)) == [PLATFORM_ID, SESSION]


def test_who_signs_in_again_by_a_name_has_none_here(market, records):
    epoch = records.sign_in(WORKER, NAME).epoch
    records.forget(WORKER)
    again = records.sign_in(WORKER, NAME)
    assert (again.name, again.forgotten, again.epoch) == (None, None, epoch + 1)


def test_a_stop_outlasts_being_forgotten(market, records):
    records.sign_in(WORKER, NAME)
    records.stop(WORKER)
    records.forget(WORKER)
    assert records.find(WORKER).stopped == market.clock.now


def test_who_never_signed_in_cannot_be_forgotten(records):
    with pytest.raises(RequestError, match="Worker ANOBODY does not exist"):
        records.forget("ANOBODY")


def test_those_who_were_long_not_here_are_listed_until_they_are_forgotten(market, records):
    records.sign_in("AOLD")
    market.clock.move(days=10)
    limit = market.clock.now
    records.sign_in("ANEW")
    assert records.list_unseen(limit) == ["AOLD"]
    records.forget("AOLD")
    assert records.list_unseen(limit) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_files_of_the_database_hold_no_copy(market, records):
    """SQLite copies rows between pages: the more rows there are, the more copies."""
    workers = [bring(market, number)[0] for number in range(MANY)]
    assert find_traces(read_files(market)) == list(TRACES)
    for each in workers:
        records.forget(each)
    market.service.database.erase_deleted()
    assert find_traces(read_files(market)) == []


def test_the_marketplace_goes_on_after_its_files_were_written_anew(market, records):
    worker, _ = bring(market)
    records.forget(worker)
    market.service.database.erase_deleted()
    assert records.sign_in(worker).forgotten is None
    assert submit_work(market, make(market), worker)
