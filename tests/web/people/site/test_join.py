"""Joining by an invitation: what a GET shows and changes, and who is signed in after the POST."""

import re

import pytest
from support.market import ME, NOON
from support.people import SITE, Browser

from adapter.marketplace.invitations import Terms, invite, list_invitations, stop_invitation
from adapter.marketplace.people import People, list_people
from adapter.web.people import PeopleServices, create_people_app
from adapter.web.people.limits import JOIN

TOKEN = "0123456789abcdef" * 2
PATH = f"/join/{TOKEN}"


@pytest.fixture
def app(market):
    return create_people_app(PeopleServices(market.service, access="invited"))


@pytest.fixture
def create(market):
    """Creates an invitation with the token."""

    def create(**terms):
        with market.service.begin_write(ME) as transaction:
            return invite(transaction, Terms(**terms), [TOKEN])[0]

    return create


@pytest.fixture
def used(market):
    """How often somebody joined."""

    def read():
        with market.service.begin_read(ME) as transaction:
            return list_invitations(transaction)[0].used

    return read


def create_second(market, **terms):
    with market.service.begin_write(ME) as transaction:
        invite(transaction, Terms(**terms), [TOKEN[::-1]])


def read_fields(page):
    """The hidden fields of the form."""
    return dict(re.findall('<input type="hidden" name="([^"]+)" value="([^"]+)"', page))


def join(browser, path=PATH, **fields):
    """The answer to the form as the page has it, with these fields."""
    form = read_fields(browser.open(path).text)["form"]
    return browser.send(path, on=path, form=form, **fields)


def read_worker_id(browser):
    return re.search("<dd>(A[A-Z2-7]+)</dd>", browser.open("/me").text)[1]


def test_a_person_joins_and_is_signed_in(browser, create, used):
    create(inviter="Lab of Colours")
    assert "<strong>Lab of Colours</strong> invites you" in browser.open(PATH).text
    answer = join(browser, name="Ann")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "You have joined." in browser.open("/").text
    assert 'value="Ann"' in browser.open("/me").text
    assert used() == 1


def test_previews_and_scanners_use_nothing_up(browser, create, used):
    create()
    for _ in range(3):
        assert browser.open(PATH).status_code == 200
        assert browser.client.head(PATH, base_url=SITE).status_code == 200
        assert browser.client.options(PATH, base_url=SITE).status_code == 200
    assert used() == 0
    assert browser.open("/").status_code == 303


def test_the_page_tells_its_address_to_no_other_site(browser, create):
    create()
    for path in (PATH, "/join/none"):
        headers = browser.open(path).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


def test_browsers_hide_the_origin_of_such_a_page_and_other_sites_have_no_token(browser, create):
    create()
    fields = read_fields(browser.open(PATH).text)

    def post(origin, fields):
        headers = {"Origin": origin}
        return browser.client.post(PATH, base_url=SITE, data=fields, headers=headers).status_code

    assert post("null", {"form": fields["form"]}) == 400
    assert post("http://evil.test", fields) == 403
    assert post("null", fields) == 303


def test_without_its_form_nobody_joins(browser, create, used):
    create()
    for form in ("", "x", "0" * 33):
        assert "out of date" in browser.send(PATH, on=PATH, form=form).text
    assert used() == 0


def test_a_name_that_is_too_long_is_asked_for_again(browser, create, used):
    create()
    answer = join(browser, name="x" * 101)
    assert (answer.status_code, '<a href="#name">Enter' in answer.text) == (400, True)
    assert used() == 0


def test_a_button_pressed_twice_is_one_use(app, browser, create, used):
    create()
    fields = read_fields(browser.open(PATH).text)
    cookie = browser.client.get_cookie("people", domain="127.0.0.1").value
    twin = app.test_client()
    twin.set_cookie("people", cookie, domain="127.0.0.1")
    answers = [each.post(PATH, base_url=SITE, data=fields) for each in (browser.client, twin)]
    assert [each.status_code for each in answers] == [303, 303]
    assert read_worker_id(browser) == read_worker_id(Browser(twin))
    assert used() == 1


@pytest.mark.parametrize(
    ("terms", "hours", "title"),
    [
        ({"uses": 1}, 0, "is used up"),
        ({"uses": 2, "ends": NOON.replace(hour=13)}, 1, "has ended"),
    ],
)
def test_a_closed_invitation_says_why(market, app, browser, create, terms, hours, title):
    create(**terms)
    join(browser)
    market.clock.move(hours=hours)
    answer = Browser(app.test_client()).open(PATH)
    assert (answer.status_code, title in answer.text) == (410, True)
    assert "You are in already" in browser.open(PATH).text


def test_an_invitation_that_was_stopped_meanwhile_says_so(market, browser, create):
    number = create()
    fields = read_fields(browser.open(PATH).text)
    with market.service.begin_write(ME) as transaction:
        stop_invitation(transaction, number)
    answer = browser.client.post(PATH, base_url=SITE, data=fields)
    assert (answer.status_code, "was stopped" in answer.text) == (410, True)


def test_a_qualification_that_is_gone_is_said(market, browser, create):
    given = {"Name": "Owls", "Description": "D", "QualificationTypeStatus": "Active"}
    type_id = market("CreateQualificationType", **given)["QualificationType"]["QualificationTypeId"]
    create(grants={type_id: 1})
    market("DeleteQualificationType", QualificationTypeId=type_id)
    answer = join(browser)
    assert (answer.status_code, "qualification that is gone" in answer.text) == (410, True)


def test_who_is_signed_in_is_asked_and_may_stay(market, browser, create, used):
    create(uses=3)
    join(browser, name="Ann")
    create_second(market)
    ann, path = read_worker_id(browser), f"/join/{TOKEN[::-1]}"
    page = browser.open(path).text
    assert "In this browser Ann" in page
    assert join(browser, path).status_code == 400
    assert join(browser, path, **{"as": "me"}).status_code == 303
    assert read_worker_id(browser) == ann


def test_who_is_signed_in_may_join_as_somebody_new(market, browser, create):
    create()
    join(browser, name="Ann")
    create_second(market)
    ann, path = read_worker_id(browser), f"/join/{TOKEN[::-1]}"
    join(browser, path, name="Bea", **{"as": "other"})
    assert read_worker_id(browser) != ann
    assert 'value="Bea"' in browser.open("/me").text


def test_a_personal_link_brings_its_person_back(market, browser, create):
    People(market.service).sign_in("AANN", "Ann")
    create(worker_id="AANN", uses=None)
    page = browser.open(PATH).text
    assert "Ann" not in page
    assert 'name="name"' not in page
    assert join(browser).status_code == 303
    assert read_worker_id(browser) == "AANN"
    assert "You are in already" in browser.open(PATH).text


def test_who_is_signed_in_is_not_switched_by_a_personal_link_unasked(market, browser, create):
    People(market.service).sign_in("AANN")
    create_second(market)
    join(browser, f"/join/{TOKEN[::-1]}", name="Bea")
    bea = read_worker_id(browser)
    create(worker_id="AANN")
    assert join(browser).status_code == 400
    assert read_worker_id(browser) == bea
    assert join(browser, **{"as": "other"}).status_code == 303
    assert read_worker_id(browser) == "AANN"


def test_a_stopped_person_does_not_come_back_by_a_personal_link(market, browser, create, used):
    People(market.service).sign_in("AANN")
    People(market.service).stop("AANN")
    create(worker_id="AANN")
    answer = join(browser)
    assert (answer.status_code, "cannot work here any more" in answer.text) == (403, True)
    assert used() == 0
    assert browser.open("/").status_code == 303


def test_the_session_is_another_one_after_joining(browser, create):
    create()
    browser.open(PATH)
    before = browser.client.get_cookie("people", domain="127.0.0.1").value
    page = browser.open(PATH).text
    join(browser)
    assert browser.client.get_cookie("people", domain="127.0.0.1").value != before
    # A form of before is worth nothing.
    answer = browser.client.post("/sign-out", base_url=SITE, data=read_fields(page))
    assert answer.status_code == 400


def test_guessing_is_ended_by_the_limit(browser):
    codes = [browser.open(f"/join/{each:032x}").status_code for each in range(JOIN.by_address + 1)]
    assert codes == [404] * JOIN.by_address + [429]


def test_nobody_signs_in_by_a_name_where_people_are_invited(browser, create):
    create()
    page = browser.open("/sign-in")
    assert "You need a link to come in" in page.text
    data = {**read_fields(browser.open(PATH).text), "name": "Ann"}
    assert browser.client.post("/sign-in", base_url=SITE, data=data).status_code == 403
    assert browser.open("/").location == "/sign-in?next=/"


def test_who_joins_reads_that_the_inviter_sees_the_name(market, browser, create):
    create()
    assert "Who invites you sees your name and contact too" in browser.open(PATH).text
    join(browser, name="Ann", **{"as": "other"})
    [known] = market.service.read(ME, list_people)
    assert known.name == "Ann"
