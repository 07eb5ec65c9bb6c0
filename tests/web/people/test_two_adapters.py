"""Two adapters over one database: a person's browser may reach either."""

import re

import pytest
from support.market import Market
from support.people import TASKS, Browser
from support.postgres import binaries, server
from support.work import make

from adapter.web.people import PeopleServices, create_people_app


@pytest.fixture(scope="module")
def postgres():
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with server(programs) as url:
        yield f"{url}/postgres"


@pytest.fixture(params=["sqlite", "postgresql"])
def markets(request, tmp_path):
    """Two marketplaces over one new database."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
    else:
        url = f"sqlite:///{tmp_path / 'market.db'}"
    first = Market(url)
    second = Market(url, clock=first.clock, numbers=first.numbers)
    yield first, second
    for each in (first, second):
        each.service.close()


def test_a_task_is_accepted_at_one_and_handed_in_at_the_other(markets):
    first, second = (create_people_app(PeopleServices(each.service)) for each in markets)
    hit_id = make(markets[0])
    group = markets[0]("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]
    ann = Browser(first.test_client()).sign_in("Ann")
    name = "people"
    cookie = ann.client.get_cookie(name, domain="127.0.0.1")
    elsewhere = Browser(second.test_client())
    elsewhere.client.set_cookie(name, cookie.value, domain="127.0.0.1")

    preview = f"/projects/{group}/tasks"
    accepted = elsewhere.send(f"{preview}/accept_random", on=preview, hit_id=hit_id).location
    assert ann.open(accepted).status_code == 303
    assignment_id = accepted.rpartition("/")[2]
    fields = {"assignmentId": assignment_id, "q": "a"}
    page = second.test_client().post("/mturk/externalSubmit", base_url=TASKS, data=fields)
    assert page.status_code == 200
    assert ann.open(f"/tasks/{assignment_id}/state").json["status"] == "Submitted"


def test_a_name_is_one_worker_at_both_who_signs_out_at_both(markets):
    first, second = (create_people_app(PeopleServices(each.service)) for each in markets)
    ann = Browser(first.test_client()).sign_in("Ann")
    again = Browser(second.test_client()).sign_in("ann")
    first_id, second_id = (
        re.search(r"A[A-Z2-7]{13}", each.open("/me").text)[0] for each in (ann, again)
    )
    assert first_id == second_id
    ann.send("/me/sign-out-everywhere", on="/me")
    assert again.open("/me").status_code == 303
