"""People as an account knows them: its own with name, others by their work alone."""

import pytest
from support.market import ME, OTHER
from support.work import accept, make, submit_work

from adapter.marketplace import RequestError
from adapter.marketplace.links import Links, LinkSettings
from adapter.marketplace.people import (
    People,
    check_is_in_charge,
    count_people,
    find_known_person,
    list_people,
    record_visit,
)


@pytest.fixture
def records(market):
    return People(market.service)


@pytest.fixture
def met(market):
    """AOWN, whom ME brought, ASTRAY, whom nobody did, and AOTHERS, whom OTHER brought."""
    bring(market, "AOWN", "Ana Own", ME)
    bring(market, "ASTRAY", "Ned Stray", None)
    bring(market, "AOTHERS", "Bea Other", OTHER)


def bring(market, worker, name, account):
    with market.service.begin_write(account or ME) as transaction:
        record_visit(transaction.connection, worker, transaction.now, name=name, account=account)


def arrive(market, account, external_id):
    """The WorkerId of who arrives by a link of the account."""
    links = Links(market.service)
    link = links.add(
        account, LinkSettings(name="Spring", preset="prolific", codes={"completed": "C1"})
    )
    return links.arrive(link, external_id, {})[0].id


def listed(market, search="", account=ME, **page):
    with market.service.begin_read(account) as transaction:
        found = list_people(transaction, search, **page)
        if not page:
            assert count_people(transaction, search) == len(found)
        return [(each.id, each.name) for each in found]


def test_an_account_lists_whom_it_brought_and_who_works_for_it(market, met):
    assert listed(market) == [("AOWN", "Ana Own")]
    for worker in ("ASTRAY", "AOTHERS", "ASCRIPT"):
        accept(market, make(market), worker)
    assert listed(market) == [("AOTHERS", None), ("ASTRAY", None), ("AOWN", "Ana Own")]
    assert listed(market, offset=1, limit=1) == [("ASTRAY", None)]
    assert listed(market, account=OTHER) == [("AOTHERS", "Bea Other")]


def test_who_arrives_by_a_link_is_known_by_the_platform(market):
    """The first account whose link they took brought them."""
    worker = arrive(market, OTHER, "5f00")
    People(market.service).change(worker, name="Bea", contact=None, auto_accept=True)
    assert listed(market) == []
    arrive(market, ME, "5f00")
    assert listed(market) == [(worker, None)]
    assert listed(market, account=OTHER) == [(worker, "Bea")]
    with market.service.begin_read(ME) as transaction:
        found = find_known_person(transaction, worker)
    assert (found.platform, found.external_id) == ("prolific", "5f00")


def test_platform_ids_of_other_accounts_links_are_not_shown(market, met):
    worker = arrive(market, OTHER, "5f00")
    accept(market, make(market), worker)
    with market.service.begin_read(ME) as transaction:
        found = find_known_person(transaction, worker)
    assert (found.platform, found.external_id) == (None, None)


def test_the_work_for_an_account_is_counted(market, met):
    for account in (ME, ME, OTHER):
        submit_work(market, make(market, account), "AOWN")
    accept(market, make(market), "AOWN")
    with market.service.begin_read(ME) as transaction:
        assert find_known_person(transaction, "AOWN").tasks == 2


@pytest.mark.parametrize(
    ("search", "found"),
    [("ana", 1), ("aown", 1), ("AOWN", 1), ("bea", 0), ("5F00", 1), ("5fff", 0), ("%", 0)],
)
def test_a_search_finds_what_the_account_can_see(market, met, search, found):
    accept(market, make(market), "AOTHERS")
    arrive(market, ME, "5f00")
    accept(market, make(market), arrive(market, OTHER, "5fff"))
    assert len(listed(market, search)) == found


def test_nobody_else_is_found(market, met):
    for worker in ("AOTHERS", "ASTRAY", "ANOBODY"):
        with market.service.begin_read(ME) as transaction, pytest.raises(RequestError) as caught:
            find_known_person(transaction, worker)
        assert caught.value.message == f"Worker {worker} does not exist."


def test_an_account_is_in_charge_of_its_own_and_of_those_who_work_for_it_alone(market, met):
    for worker in ("ASTRAY", "AOTHERS"):
        accept(market, make(market), worker)
    with market.service.begin_read(ME) as transaction:
        check_is_in_charge(transaction, "AOWN")
        check_is_in_charge(transaction, "ASTRAY")
        with pytest.raises(RequestError, match="Another account brought this person"):
            check_is_in_charge(transaction, "AOTHERS")
    accept(market, make(market, OTHER), "ASTRAY")
    with market.service.begin_read(ME) as transaction, pytest.raises(RequestError):
        check_is_in_charge(transaction, "ASTRAY")
