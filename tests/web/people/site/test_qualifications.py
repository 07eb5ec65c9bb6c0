"""Qualifications: mine, waiting, all; ask for one; take a timed test."""

import re
from html import unescape

import pytest
from support.documents import KEY, TEST, answers, form, free_text, question

from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker

PLAIN = {"Name": "Owls", "Description": "Knows owls", "QualificationTypeStatus": "Active"}
TESTED = {**PLAIN, "Test": TEST, "TestDurationInSeconds": 600}


def create(market, given=PLAIN, **more):
    answer = market("CreateQualificationType", **{**given, **more})
    return answer["QualificationType"]["QualificationTypeId"]


def text_of(answer):
    main = re.search("<main.*</main>", answer.text, re.DOTALL)[0]
    return " ".join(unescape(re.sub("<[^>]+>", " ", main)).split())


@pytest.fixture
def me(market):
    return People(market.service).derive_worker_id("name", "ann")


@pytest.fixture
def tested(market):
    return create(market, TESTED)


def begin(ann, type_id):
    page = f"/qualifications/{type_id}"
    assert ann.send(f"{page}/request", on=page).location == f"{page}/test"
    return f"{page}/test"


def test_what_can_be_asked_for_is_searched_and_paged(ann, market):
    for number in range(30):
        create(market, Name=f"Type {number:02}", Keywords="few" if number < 3 else "many")
    first = ann.open("/qualifications?show=all")
    assert first.text.count("<tr>") == 26
    link = unescape(re.search('rel="next" href="([^"]+)"', first.text)[1])
    second = ann.open(f"/qualifications{link}")
    assert second.text.count("<tr>") == 6
    assert "First page" in second.text
    found = ann.open("/qualifications?show=all&search=few&format=json").json
    assert sorted(each["name"] for each in found["results"]) == ["Type 00", "Type 01", "Type 02"]


def test_a_request_without_a_test_waits_for_the_requester(ann, market, me):
    type_id = create(market)
    page = f"/qualifications/{type_id}"
    assert ann.send(f"{page}/request", on=page).location == page
    assert "You asked for “Owls”. The requester decides." in text_of(ann.open(page))
    assert "You asked for it on 1 Jun 2018, 12:00 UTC" in text_of(ann.open(page))
    assert "Owls" in text_of(ann.open("/qualifications?show=waiting"))
    [asked] = market("ListQualificationRequests")["QualificationRequests"]
    assert asked["WorkerId"] == me
    answer = {"QualificationRequestId": asked["QualificationRequestId"], "IntegerValue": 80}
    market("AcceptQualificationRequest", **answer)
    assert "Owls Knows owls 80 1 Jun 2018, 12:00 UTC" in text_of(ann.open("/qualifications"))


def test_a_type_that_grants_by_itself_is_had_at_once(ann, market):
    type_id = create(market, AutoGranted=True, AutoGrantedValue=7)
    page = f"/qualifications/{type_id}"
    ann.send(f"{page}/request", on=page)
    assert "You have “Owls” now. Its value is 7." in text_of(ann.open(page))


def test_a_rejected_request_says_why_and_when_again(ann, market):
    type_id = create(market, RetryDelayInSeconds=3600)
    page = f"/qualifications/{type_id}"
    ann.send(f"{page}/request", on=page)
    [asked] = market("ListQualificationRequests")["QualificationRequests"]
    rejected = {"QualificationRequestId": asked["QualificationRequestId"], "Reason": "Not yet"}
    market("RejectQualificationRequest", **rejected)
    assert "It can be asked for again from 1 Jun 2018, 13:00 UTC." in text_of(ann.open(page))
    market.clock.move(hours=1)
    assert "Your last request was rejected: “Not yet”" in text_of(ann.open(page))
    assert "<button>Ask for it</button>" in ann.open(page).text


def test_a_test_is_answered_and_waits_for_the_requester(ann, market, tested):
    page = begin(ann, tested)
    assert ann.send(page, on=page, q1="0").location == f"/qualifications/{tested}"
    shown = text_of(ann.open(f"/qualifications/{tested}"))
    assert "You submitted the test for “Owls”. The requester decides." in shown
    [asked] = market("ListQualificationRequests")["QualificationRequests"]
    assert asked["Test"] == TEST
    assert "<SelectionIdentifier>blue</SelectionIdentifier>" in asked["Answer"]


def test_a_test_with_a_key_is_scored_at_once(ann, market):
    type_id = create(market, TESTED, AnswerKey=KEY)
    page = begin(ann, type_id)
    ann.send(page, on=page, q1="0")
    assert "You have “Owls” now. Its value is 10." in text_of(
        ann.open(f"/qualifications/{type_id}")
    )


def test_a_wrong_answer_is_shown_again_with_all_that_was_entered(ann, market):
    asked = form(
        question(free_text('<Length minLength="3"/>'), "a"),
        question(free_text("<IsNumeric/>"), "b"),
    )
    page = begin(ann, create(market, TESTED, Test=asked))
    answer = ann.send(page, on=page, q1="ab", q2="<ten>")
    assert answer.status_code == 400
    assert "<title>Error: Owls: test" in answer.text
    for fragment in (
        '<a href="#q1">What? Write at least 3 characters; you wrote 2</a>',
        '<a href="#q2">What? Write a number;',
        'value="ab"',
        'value="&lt;ten&gt;"',
        'aria-invalid="true"',
    ):
        assert fragment in answer.text
    assert market("ListQualificationRequests")["NumResults"] == 0


def test_the_test_is_seen_only_after_it_was_begun(ann, tested):
    answer = ann.open(f"/qualifications/{tested}/test")
    assert (answer.status_code, answer.location) == (303, f"/qualifications/{tested}")


def test_the_time_goes_on_while_the_test_is_left(ann, market, tested):
    page = begin(ann, tested)
    market.clock.move(minutes=4)
    assert "Its time goes on until 1 Jun 2018, 12:10 UTC" in text_of(
        ann.open(f"/qualifications/{tested}")
    )
    assert "6 minutes left, until 1 Jun 2018, 12:10 UTC" in text_of(ann.open(page))


@pytest.mark.parametrize(
    ("retry", "says"),
    [
        ({}, "The time for your test ended before you submitted it. It can be taken once only."),
        ({"RetryDelayInSeconds": 600}, "It can be taken again from 1 Jun 2018, 12:20 UTC."),
        ({"RetryDelayInSeconds": 0}, "You can take it again now."),
    ],
)
def test_a_late_answer_is_refused_in_a_page_that_says_why(ann, market, retry, says):
    page = begin(ann, create(market, TESTED, **retry))
    seen = ann.open(page)
    market.clock.move(minutes=10)
    token = re.search('name="csrf_token" value="([^"]+)"', seen.text)[1]
    answer = ann.client.post(
        page, base_url="http://127.0.0.1:8082", data={"csrf_token": token, "q1": "0"}
    )
    assert answer.status_code == 409
    assert "ended at 1 Jun 2018, 12:10 UTC. Answers that come later are not taken" in text_of(
        answer
    )
    assert says in text_of(answer)
    assert ann.open(page).status_code == 409
    assert market("ListQualificationRequests")["NumResults"] == 0


def test_a_test_that_is_submitted_twice_counts_once(ann, market, tested):
    page = begin(ann, tested)
    token = re.search('name="csrf_token" value="([^"]+)"', ann.open(page).text)[1]
    for _ in range(2):
        answer = ann.client.post(
            page, base_url="http://127.0.0.1:8082", data={"csrf_token": token, "q1": "0"}
        )
        assert answer.location == f"/qualifications/{tested}"
    assert market("ListQualificationRequests")["NumResults"] == 1


def test_what_no_type_is_has_no_page(ann):
    assert ann.open("/qualifications/3NONE").status_code == 404


def test_a_test_scored_elsewhere_does_not_stay_open(ann, market, me, tested):
    page = begin(ann, tested)
    Worker(market.service, me).request_qualification(tested, answers("blue"))
    assert ann.open(page).location == f"/qualifications/{tested}"
