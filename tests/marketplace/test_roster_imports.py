"""People of a table become the account's, each with a personal link."""

import pytest
from support.market import ME, OTHER
from support.work import make_type

from adapter.marketplace.invitations import join
from adapter.marketplace.people import People, list_people
from adapter.marketplace.rosters import RosterError, find_known_rows, import_people, read_table

TABLE = "name,contact,id\nAna Lopez,ana@x.test,7\nBea,,8\n"


def bring(market, table=TABLE, account=ME):
    return import_people(market.service, account, read_table(table))


def names(market, account=ME):
    with market.service.begin_read(account) as transaction:
        return [(each.name, each.contact, each.label) for each in list_people(transaction)]


def test_the_people_of_a_table_are_the_accounts(market):
    found = bring(market)
    assert [each.is_new for each in found] == [True, True]
    assert names(market) == [("Bea", None, "8"), ("Ana Lopez", "ana@x.test", "7")]
    assert names(market, OTHER) == []


def test_a_personal_link_brings_the_person_in_as_often_as_they_come(market):
    ana, _ = bring(market)
    for form in ("first", "second"):
        person = join(market.service, ana.token, form)
        assert (person.id, person.name) == (ana.worker_id, "Ana Lopez")


def test_the_same_row_is_the_same_person_whose_changes_are_saved(market):
    first = bring(market)
    again = bring(market, "name,contact,id\nAna Diaz,,7\n")
    assert (again[0].worker_id, again[0].is_new) == (first[0].worker_id, False)
    assert names(market)[1] == ("Ana Diaz", "ana@x.test", "7")
    for each in (first[0], again[0]):
        assert join(market.service, each.token, "form").id == first[0].worker_id


def test_the_same_row_of_another_account_is_another_person(market):
    ids = {bring(market, account=each)[0].worker_id for each in (ME, OTHER)}
    assert len(ids) == 2


def test_who_is_known_is_told_before_an_import(market):
    bring(market, "name,id\nAna,7\n")
    assert find_known_rows(market.service, ME, read_table(TABLE)) == [True, False]
    assert find_known_rows(market.service, OTHER, read_table(TABLE)) == [False, False]


def test_qualifications_are_granted_to_who_comes(market):
    given = {"Name": "Owls", "Description": "D", "QualificationTypeStatus": "Active"}
    type_id = market("CreateQualificationType", **given)["QualificationType"]["QualificationTypeId"]
    [ana] = bring(market, f"name,grants\nAna,{type_id}=80\n")
    join(market.service, ana.token, "form")
    score = market("GetQualificationScore", QualificationTypeId=type_id, WorkerId=ana.worker_id)
    assert score["Qualification"]["IntegerValue"] == 80


def test_rows_that_cannot_be_brought_are_named_and_nobody_is(market):
    ana, _ = bring(market)
    People(market.service).stop(ana.worker_id)
    bad = f"name,grants,id\nAna,,7\nBea,,8\nCy,{make_type(market)}=1,9\n"
    with pytest.raises(RosterError) as caught:
        bring(market, bad)
    assert [line for line, _ in caught.value.problems] == [2, 4]
    assert "stopped" in str(caught.value)
    assert len(names(market)) == 2
