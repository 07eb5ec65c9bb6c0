"""The people of an account at the desk."""

import io
import json
import re

import pytest
from support.market import OTHER
from support.people import SITE
from support.personal_data import NAME, PLATFORM_ID, bring
from support.work import accept, make, shown

from adapter.marketplace.people import People, record_visit

TABLE = "name,contact,id\nAna Lopez,ana@x.test,7\n=Bea,,8\n"


@pytest.fixture
def zebulon(market):
    """The WorkerId of somebody who arrived by a link of ME and worked."""
    return bring(market)[0]


def add_person(market, account, worker="AOTHERS", name="Cy Other"):
    with market.service.begin_write(account) as transaction:
        record_visit(transaction.connection, worker, transaction.now, name=name, account=account)
    return worker


def act(desk, worker, action, **fields):
    return desk.send(f"/desk/people/{worker}/{action}", on=f"/desk/people/{worker}/work", **fields)


def test_people_are_listed_with_their_platform_and_work(desk, zebulon):
    page = desk.open("/desk/people").text
    for each in (NAME, zebulon, "Prolific", PLATFORM_ID, "1 person"):
        assert each in page
    [row] = json.loads(desk.open("/desk/people.json").text)
    assert (row["WorkerId"], row["Name"], row["Submitted"]) == (zebulon, NAME, 1)
    assert row["Owed"] == "0.60"
    assert NAME in desk.open("/desk/people.csv?search=zebulon").text
    assert "Nobody is found" in desk.open("/desk/people?search=nobody").text


def test_a_requester_sees_only_people_of_their_account(market, desk, other_desk, zebulon):
    add_person(market, OTHER)
    assert json.loads(other_desk.open("/desk/people.json").text)[0]["Name"] == "Cy Other"
    assert "Cy Other" not in desk.open("/desk/people").text
    assert zebulon not in other_desk.open("/desk/people").text
    for path in ("work", "work.csv", "forget"):
        assert other_desk.open(f"/desk/people/{zebulon}/{path}").status_code == 404


@pytest.mark.parametrize("action", ["block", "unblock", "stop", "allow", "forget"])
def test_nobody_acts_on_another_accounts_person(market, other_desk, zebulon, action):
    own = add_person(market, OTHER)
    path = f"/desk/people/{zebulon}/{action}"
    assert other_desk.send(path, on=f"/desk/people/{own}/work").status_code == 404
    found = People(market.service).find(zebulon)
    assert (found.name, found.stopped) == (NAME, None)


def test_who_works_for_an_account_is_known_to_it_by_the_id_alone(market, other_desk, zebulon):
    accept(market, make(market, OTHER), zebulon)
    page = other_desk.open(f"/desk/people/{zebulon}/work").text
    assert "Copy a receipt" in page
    assert NAME not in page
    assert PLATFORM_ID not in page
    assert "Forget" not in page
    refused = other_desk.send(f"/desk/people/{zebulon}/stop", on=f"/desk/people/{zebulon}/work")
    assert (refused.status_code, "Another account brought this person" in refused.text) == (
        409,
        True,
    )


def test_one_person_has_work_qualifications_and_ways_to_act(market, desk, zebulon):
    given = {"Name": "Owls", "Description": "D", "QualificationTypeStatus": "Active"}
    type_id = market("CreateQualificationType", **given)["QualificationType"]["QualificationTypeId"]
    granted = {"QualificationTypeId": type_id, "WorkerId": zebulon, "IntegerValue": 80}
    market("AssociateQualificationWithWorker", **granted)
    page = desk.open(f"/desk/people/{zebulon}/work").text
    for each in (NAME, "Approved", "$0.50", "Owls: 80", "Thank you, Zebulon!"):
        assert each in page
    assert f"/desk/messages/new?worker={zebulon}" in page
    assert f"/desk/invitations/new?person={zebulon}" in page
    [work] = json.loads(desk.open(f"/desk/people/{zebulon}/work.json").text)
    assert (work["AssignmentStatus"], work["Reward"]) == ("Approved", "0.50")


def test_a_person_is_blocked_and_unblocked(market, desk, zebulon):
    act(desk, zebulon, "block", reason="Slow.")
    assert market("ListWorkerBlocks")["WorkerBlocks"] == [{"WorkerId": zebulon, "Reason": "Slow."}]
    assert "End the block" in desk.open(f"/desk/people/{zebulon}/work").text
    act(desk, zebulon, "unblock")
    assert market("ListWorkerBlocks")["WorkerBlocks"] == []


def test_a_person_is_stopped_and_let_in_again(market, desk, zebulon):
    hit_id = make(market)
    accept(market, hit_id, zebulon)
    act(desk, zebulon, "stop")
    assert "Let them in again" in desk.open(f"/desk/people/{zebulon}/work").text
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)
    act(desk, zebulon, "allow")
    assert People(market.service).find(zebulon).stopped is None


def test_a_person_is_forgotten_after_a_page_that_says_what_stays(market, desk, zebulon):
    page = desk.open(f"/desk/people/{zebulon}/forget").text
    assert "This cannot be undone" in page
    act(desk, zebulon, "forget")
    left = desk.open(f"/desk/people/{zebulon}/work").text
    assert (NAME in left, PLATFORM_ID in left) == (False, False)
    assert "Approved" in left
    assert "Thank you, [deleted]!" in left


def test_a_table_is_looked_at_imported_and_gives_links(market, desk):
    on = "/desk/people/import"
    token = re.search('name="csrf_token" value="([^"]+)"', desk.open(on).text)[1]
    data = {"csrf_token": token, "file": (io.BytesIO(TABLE.encode()), "class.csv")}
    preview = desk.client.post(f"{on}/preview", base_url=SITE, data=data)
    assert "2 are new, 0 are known already" in preview.text
    assert "Import 2 people?" in preview.text
    assert People(market.service).list_unseen(market.clock.now.replace(year=2100)) == []
    made = desk.send(on, on=on, text=TABLE)
    assert "2 people are imported" in made.text
    assert len(re.findall(f"{SITE}/join/[0-9a-f]{{32}}", made.text)) == 2
    assert "%27%3DBea" in made.text
    again = desk.send(f"{on}/preview", on=on, text=TABLE)
    assert "0 are new, 2 are known already" in again.text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Choose a file, or paste a table"),
        ("name\n\n", "line 2: there is no row of a person"),
        ("name,id\nAna,1\nBea\n", "line 3: 1 cells where line 1 has 2 columns"),
    ],
)
def test_a_table_that_cannot_be_used_is_named_by_line(desk, text, problem):
    answer = desk.send("/desk/people/import/preview", on="/desk/people/import", text=text)
    assert (answer.status_code, problem in answer.text) == (400, True)


def test_a_page_imports_a_limited_number(desk):
    text = "id\n" + "".join(f"{number}\n" for number in range(5_001))
    answer = desk.send("/desk/people/import/preview", on="/desk/people/import", text=text)
    assert (answer.status_code, "at most 5,000 people" in answer.text) == (400, True)


def test_a_row_that_cannot_be_imported_is_named(desk):
    on = "/desk/people/import"
    desk.send(on, on=on, text=TABLE)
    [ana] = json.loads(desk.open("/desk/people.json?search=ana").text)
    act(desk, ana["WorkerId"], "stop")
    answer = desk.send(on, on=on, text=TABLE)
    assert (answer.status_code, "line 2: This person was stopped" in answer.text) == (400, True)
