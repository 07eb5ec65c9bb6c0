"""Invitations at the desk."""

import csv
import io
import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from support.market import ME, OTHER
from support.people import SITE

from adapter.marketplace.invitations import Terms, invite, join, list_invitations
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker

NEW = "/desk/invitations/new"


@pytest.fixture
def type_id(market):
    given = {"Name": "Owls", "Description": "D", "QualificationTypeStatus": "Active"}
    return market("CreateQualificationType", **given)["QualificationType"]["QualificationTypeId"]


def read(market, account=ME):
    with market.service.begin_read(account) as transaction:
        return list_invitations(transaction)


def create(market, token, account=ME, **terms):
    with market.service.begin_write(account) as transaction:
        return invite(transaction, Terms(**terms), [token])[0]


def read_links(page):
    return re.findall(f"{SITE}/join/([0-9a-f]{{32}})", page)


def test_links_are_made_and_shown_once(market, desk, type_id):
    assert "Owls" in desk.open(NEW).text
    fields = {"count": "2", "uses": "", "ends": "2018-07-01T18:00", "inviter": "Lab of Colours"}
    page = desk.send(NEW, on=NEW, **fields, **{f"grant.{type_id}": "80"}).text
    tokens = read_links(page.partition("<ul")[2])
    assert len(tokens) == 2
    [terms] = {str(each.terms): each.terms for each in read(market)}.values()
    ends = datetime(2018, 7, 1, 18, tzinfo=UTC)
    assert terms == Terms({type_id: 80}, None, ends, None, "Lab of Colours")
    person = join(market.service, tokens[0], "form")
    assert [each.value for each in Worker(market.service, person.id).list_qualifications()] == [80]
    listed = desk.open("/desk/invitations").text
    assert not read_links(listed)
    assert "Owls: 80" in listed


def test_the_links_are_saved_as_a_table_and_drawn(desk):
    page = desk.send(NEW, on=NEW, count="3", uses="1").text
    file = re.search('download="invitations.csv" href="data:text/csv;charset=utf-8,([^"]+)"', page)
    rows = list(csv.DictReader(io.StringIO(unquote(file[1]), newline="")))
    assert [each["url"] for each in rows] == [
        f"{SITE}/join/{token}" for token in read_links(page.partition("<ul")[2])
    ]
    assert page.count('src="data:image/svg+xml;base64,') == 3


def test_many_links_are_not_drawn(desk):
    page = desk.send(NEW, on=NEW, count="51").text
    links = read_links(page.partition("<ul")[2])
    assert (len(links), "data:image" in page) == (51, False)


@pytest.mark.parametrize(
    ("field", "text"),
    [("count", "0"), ("count", "501"), ("uses", "x"), ("uses", "²"), ("ends", "soon")],
)
def test_what_cannot_be_read_is_asked_for_again(market, desk, field, text):
    answer = desk.send(NEW, on=NEW, **{field: text, "inviter": "kept"})
    assert (answer.status_code, f'<a href="#{field}">Enter' in answer.text) == (400, True)
    assert 'value="kept"' in answer.text
    assert not read(market)


def test_only_own_types_are_granted(market, desk, other_desk, type_id):
    assert "Owls" not in other_desk.open(NEW).text
    answer = other_desk.send(NEW, on=NEW, **{f"grant.{type_id}": "1"})
    assert answer.status_code == 400
    assert not read(market, OTHER)


def test_a_personal_link_is_made_for_ones_own_people_alone(market, desk, other_desk):
    create(market, "token")
    ann = join(market.service, "token", "form", name="Ann").id
    People(market.service).sign_in("ABEA")
    path = f"{NEW}?person={ann}"
    [token] = set(read_links(desk.send(path, on=path).text.partition("<ul")[2]))
    assert join(market.service, token, "another").id == ann
    assert other_desk.open(path).status_code == 404
    assert desk.open(f"{NEW}?person=ABEA").status_code == 404
    assert desk.open(f"{NEW}?person=ANOBODY").status_code == 404


def test_the_chosen_are_stopped(market, desk, other_desk):
    first, second = create(market, "one"), create(market, "two")
    path = "/desk/invitations"
    desk.send(f"{path}/stop", on=path, invitation=str(first))
    assert {each.id: each.stopped is not None for each in read(market)} == {
        first: True,
        second: False,
    }
    assert "1 stopped." in desk.open(path).text
    create(market, "theirs", OTHER)
    answer = other_desk.send(f"{path}/stop", on=path, invitation=str(second))
    assert answer.status_code == 409
    assert read(market)[0].stopped is None


def test_nothing_chosen_is_said(market, desk):
    create(market, "one")
    desk.send("/desk/invitations/stop", on="/desk/invitations")
    assert "Choose the invitations" in desk.open("/desk/invitations").text


def test_the_list_is_a_file_too(market, desk):
    create(market, "one", uses=3)
    join(market.service, "one", "form")
    [row] = desk.open("/desk/invitations.json").json
    assert (row["State"], row["Joined"], row["Uses"], row["WorkerId"]) == ("open", 1, 3, None)
    assert desk.open("/desk/invitations.csv").text.startswith('"InvitationId","State"')


def test_a_number_that_no_database_takes_is_no_invitation(desk):
    answer = desk.send("/desk/invitations/stop", on="/desk/invitations", invitation=str(2**63))
    assert answer.status_code == 303
